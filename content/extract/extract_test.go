package extract_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/extract"
)

// zipped makes an archive of files.
func zipped(t testing.TB, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const core = `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title> The  Plan </dc:title></cp:coreProperties>`

func word(t testing.TB, body string) string {
	return zipped(t, map[string]string{"docProps/core.xml": core, "word/document.xml": `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`})
}

func workbook(t testing.TB, rows string) string {
	return zipped(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="Budget" sheetId="4" r:id="rId2"/><sheet name="Empty" sheetId="5" r:id="rId3"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId2" Target="worksheets/sheet1.xml"/><Relationship Id="rId3" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>Kayak</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>x</t></rPh></si></sst>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml":   `<worksheet/>`,
	})
}

func slides(t testing.TB) string {
	drawing := func(text string) string { return `<p:sld xmlns:a="a" xmlns:p="p">` + text + `</p:sld>` }
	return zipped(t, map[string]string{
		"ppt/presentation.xml":             `<p:presentation xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="b"/><p:sldId id="257" r:id="a"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels":  `<Relationships><Relationship Id="a" Target="slides/slide1.xml"/><Relationship Id="b" Target="slides/slide2.xml"/></Relationships>`,
		"ppt/slides/slide1.xml":            drawing(`<a:p><a:r><a:t>Last</a:t></a:r><a:fld type="slidenum"><a:t>2</a:t></a:fld></a:p>`),
		"ppt/slides/slide2.xml":            drawing(`<a:p><a:r><a:t>First </a:t></a:r><a:r><a:t>words</a:t></a:r></a:p><a:p><a:r><a:t>more</a:t></a:r></a:p>`),
		"ppt/slides/_rels/slide2.xml.rels": `<Relationships><Relationship Id="n" Target="../notesSlides/notesSlide1.xml"/></Relationships>`,
		"ppt/notesSlides/notesSlide1.xml":  drawing(`<a:p><a:r><a:t>Say hello</a:t></a:r></a:p>`),
	})
}

func openDocument(t testing.TB, body string) string {
	return zipped(t, map[string]string{
		"meta.xml":    `<office:document-meta xmlns:office="o" xmlns:dc="d"><dc:title>Open</dc:title></office:document-meta>`,
		"content.xml": `<office:document-content xmlns:office="o" xmlns:text="t"><office:body>` + body + `</office:body></office:document-content>`,
	})
}

// pdfOf makes a file of one page for each stream of operators.
func pdfOf(pages ...string) string {
	var b strings.Builder
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), fmt.Sprintf(format, args...))
	}
	b.WriteString("%PDF-1.4\n")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[%s]/Count %d/Resources<</Font<</F1 3 0 R>>>>>>", kids, len(pages))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for i, page := range pages {
		object("<</Type/Page/Parent 2 0 R/Contents %d 0 R>>", 5+2*i)
		object("<</Length %d>>\nstream\n%s\nendstream", len(page), page)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/Info<</Title(A title)>>>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.String()
}

const pdfType, zipType, textType = "application/pdf", "application/zip", "text/plain"

func read(t testing.TB, name, mediaType, body string, limits extract.Limits) (extract.Text, error) {
	t.Helper()
	return extract.Extract(t.Context(), strings.NewReader(body), int64(len(body)), name, mediaType, limits)
}

func TestExtract(t *testing.T) {
	t.Parallel()
	part := func(place string, number int, text string) extract.Part {
		return extract.Part{Place: place, Number: number, Text: text}
	}
	for _, test := range []struct {
		name, mediaType, body string
		title                 string
		parts                 []extract.Part
	}{
		{"a.pdf", pdfType, pdfOf("BT /F1 12 Tf 72 700 Td (The first) Tj 60 0 Td (page.) Tj 0 -14 TD (It ends.) Tj ET", "BT /F1 12 Tf [(Se) 20 (cond) -400 (page)] TJ ET"), "A title", []extract.Part{
			part("page 1", 1, "The first page.\nIt ends."), part("page 2", 2, "Second page"),
		}},
		{"a.pdf", pdfType, strings.Replace(pdfOf("BT /F1 9 Tf (New) Tj ET"), "%PDF-1.4", "%PDF-2.0", 1) + "\x00\x00 junk", "A title", []extract.Part{part("page 1", 1, "New")}},
		{"a.pdf", pdfType, pdfOf("q Q Q 1 w", "BT /F1 9 Tf (ok) Tj ET"), "A title", []extract.Part{part("page 2", 2, "ok")}},
		{
			"a.docx", zipType, word(t, `<w:p><w:r><w:t>One </w:t></w:r><w:r><w:t>line.</w:t></w:r></w:p><w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>left</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>right</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>`),
			"The Plan",
			[]extract.Part{part("", 0, "One line.\n\nleft \tright")},
		},
		{
			"a.docx", zipType, word(t, `<w:p><w:r><w:t>One</w:t></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>Two</w:t></w:r></w:p><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Box</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>Box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>`),
			"The Plan",
			[]extract.Part{part("page 1", 1, "One"), part("page 2", 2, "Two\nBox")},
		},
		{"a.XLSX", zipType, workbook(t, `<row r="2"><c t="s"><v>0</v></c><c><v>12.5</v></c><c t="b"><v>1</v></c></row><row><c t="s"><v>1</v></c><c t="s"><v>9</v></c><c t="inlineStr"><is><t>in
line</t></is></c></row>`), "", []extract.Part{part("sheet Budget", 1, "Kayak\t12.5\ntwo runs\tin line")}},
		{"a.pptx", zipType, slides(t), "", []extract.Part{part("slide 1", 1, "First words\nmore\nSay hello"), part("slide 2", 2, "Last")}},
		{
			"a.odt", zipType, openDocument(t, `<office:text><text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>Head</text:h><text:p>a<text:s/>b<text:span>c</text:span></text:p><text:p>x<text:soft-page-break/>y</text:p></office:text>`),
			"Open",
			[]extract.Part{part("page 1", 1, "Head\na bc\nx"), part("page 2", 2, "y")},
		},
		{
			"a.ods", zipType, openDocument(t, `<office:spreadsheet><table:table table:name="Costs"><table:table-row table:number-rows-repeated="3"/><table:table-row><table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell><table:table-cell><text:p>7</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>`),
			"Open",
			[]extract.Part{part("sheet Costs", 1, "a b\t7")},
		},
		{
			"a.odp", zipType, openDocument(t, `<office:presentation><draw:page><text:p>one</text:p></draw:page><draw:page><text:p>two</text:p></draw:page></office:presentation>`),
			"Open",
			[]extract.Part{part("slide 1", 1, "one"), part("slide 2", 2, "two")},
		},
		{"a.html", textType, `<title>My &amp; page</title><style>p{}</style><p>Some <b>bo</b>ld</p><script>var x</script><pre>a
 b</pre><ul><li>x<li>y</ul>`, "My & page", []extract.Part{part("", 0, "Some bold\n\na\n b\n\nx\ny")}},
		{"a.txt", textType, "\ufeffone\r\ntwo\x07\rthree", "", []extract.Part{part("line 1", 1, "one\ntwo\nthree")}},
		{"a.go", textType, strings.Repeat("x\n", 60), "", []extract.Part{part("line 1", 1, strings.TrimSpace(strings.Repeat("x\n", 50))), part("line 51", 51, strings.TrimSpace(strings.Repeat("x\n", 10)))}},
		{"a.csv", "text/csv; charset=utf-16le", "\xff\xfea\x00,\x00\xfc\x00", "", []extract.Part{part("line 1", 1, "a,ü")}},
		{"a.txt", textType, "Gr\xfc\xdfe \x80", "", []extract.Part{part("line 1", 1, "Grüße €")}},
		{"a.txt", textType, "", "", nil},
		{"a.html", textType, "", "", nil},
		{"a.png", "image/png", "\x89PNG", "", nil},
		{"a.zip", zipType, zipped(t, map[string]string{"a.txt": "x"}), "", nil},
	} {
		got, err := read(t, test.name, test.mediaType, test.body, extract.Limits{})
		if err != nil {
			t.Errorf("%s %.60q: %v", test.name, test.body, err)
			continue
		}
		if diff := cmp.Diff(extract.Text{Title: test.title, Parts: test.parts}, got); diff != "" {
			t.Errorf("%s %.60q (-want +got):\n%s", test.name, test.body, diff)
		}
	}
}

func TestExtractRefuses(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<w:p>", 2000) + strings.Repeat("</w:p>", 2000)
	entities := `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document xmlns:w="w"><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>`
	bomb := word(t, "<w:p><w:r><w:t>"+strings.Repeat(" ", 3<<20)+"</w:t></w:r></w:p>")
	locked := strings.Replace(pdfOf("BT /F1 9 Tf (x) Tj ET"), "<</Size", "/Encrypt<</Filter/Other/V 9>>", 1)
	for name, test := range map[string]struct {
		file, mediaType, body string
		limits                extract.Limits
		kind                  content.Kind
		say                   string
	}{
		"too large":          {"a.txt", textType, "123456", extract.Limits{Size: 5}, content.TooLarge, "larger than"},
		"cut archive":        {"a.docx", zipType, word(t, "")[:100], extract.Limits{}, content.Invalid, "damaged"},
		"archive of others":  {"a.docx", zipType, zipped(t, map[string]string{"x": "y"}), extract.Limits{}, content.Invalid, "damaged"},
		"cut XML":            {"a.docx", zipType, zipped(t, map[string]string{"word/document.xml": "<a><b>"}), extract.Limits{}, content.Invalid, "damaged"},
		"bomb":               {"a.docx", zipType, bomb, extract.Limits{Unpacked: 1 << 20}, content.TooLarge, "far larger"},
		"entities":           {"a.docx", zipType, zipped(t, map[string]string{"word/document.xml": entities}), extract.Limits{}, content.Invalid, "damaged"},
		"nesting":            {"a.docx", zipType, word(t, deep), extract.Limits{}, content.Invalid, "damaged"},
		"protected office":   {"a.xlsx", "application/octet-stream", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", extract.Limits{}, content.Invalid, "password"},
		"protected odt":      {"a.odt", zipType, zipped(t, map[string]string{"content.xml": "x", "META-INF/manifest.xml": `<m><manifest:encryption-data/></m>`}), extract.Limits{}, content.Invalid, "password"},
		"old office":         {"a.doc", "application/octet-stream", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", extract.Limits{}, content.Invalid, "before 2007"},
		"no PDF":             {"a.pdf", pdfType, "hello", extract.Limits{}, content.Invalid, "damaged"},
		"cut PDF":            {"a.pdf", pdfType, pdfOf("BT ET")[:300], extract.Limits{}, content.Invalid, "damaged"},
		"locked PDF":         {"a.pdf", pdfType, locked, extract.Limits{}, content.Invalid, ""},
		"pages that loop":    {"a.pdf", pdfType, strings.Replace(pdfOf("BT ET"), "[4 0 R ]", "[2 0 R ]", 1), extract.Limits{}, content.Invalid, "damaged"},
		"bytes, not letters": {"a.txt", textType, strings.Repeat("\x00\x01", 100), extract.Limits{}, content.Invalid, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := read(t, test.file, test.mediaType, test.body, test.limits)
			var told *content.Error
			if !errors.As(err, &told) || told.Kind != test.kind || !strings.Contains(told.Text, test.say) {
				t.Errorf("%v %v", text, err)
			}
		})
	}
}

func TestExtractStopsAtTheLimitOfText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ü ", 1000)
	for name, body := range map[string]string{
		"a.txt": strings.Repeat(long+"\n", 20), "a.docx": word(t, "<w:p><w:r><w:t>"+long+"</w:t></w:r></w:p>"), "a.pdf": pdfOf("BT /F1 9 Tf (" + long + ") Tj ET"),
		"a.html": "<p>" + long, "a.ods": openDocument(t, `<office:spreadsheet><table:table><table:table-row><table:table-cell><text:p>`+long+long+`</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>`),
	} {
		kind := textType
		if name == "a.pdf" {
			kind = pdfType
		}
		text, err := read(t, name, kind, body, extract.Limits{Text: 1000})
		size := 0
		for _, p := range text.Parts {
			size += len(p.Text)
		}
		if err != nil || !text.Cut || size > 1000 {
			t.Errorf("%s: %d bytes, cut %t, %v", name, size, text.Cut, err)
		}
	}
}

func TestExtractEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, body := range map[string]string{"a.txt": "x", "a.docx": word(t, ""), "a.html": "<p>x", "a.pdf": pdfOf("BT ET")} {
		kind := textType
		if name == "a.pdf" {
			kind = pdfType
		}
		if _, err := extract.Extract(ended, strings.NewReader(body), int64(len(body)), name, kind, extract.Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// fuzz reads whatever comes: the text is valid and within its limits, or there is a reason.
func fuzz(f *testing.F, name, mediaType string, seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		text, err := read(t, name, mediaType, body, extract.Limits{Text: 10_000, Unpacked: 1 << 20})
		var told *content.Error
		if err != nil && !errors.As(err, &told) {
			t.Fatalf("no words for people: %v", err)
		}
		size := 0
		for _, p := range text.Parts {
			size += len(p.Text)
			if !utf8.ValidString(p.Text) || !utf8.ValidString(p.Place) || strings.TrimSpace(p.Text) == "" || strings.ContainsRune(p.Text, 0) {
				t.Fatalf("part %+v", p)
			}
		}
		if size > 10_000 || err != nil && len(text.Parts) > 0 {
			t.Fatalf("%d bytes, %v", size, err)
		}
	})
}

func FuzzPlain(f *testing.F) { fuzz(f, "a.txt", textType, "", "one\ntwo", "\xff\xfea\x00", "\xfc") }
func FuzzHTML(f *testing.F) {
	fuzz(f, "a.html", textType, "", "<title>x</title><p>y<script>z</script>", "<svg><title>", "<pre>&amp;")
}

func FuzzPDF(f *testing.F) { fuzz(f, "a.pdf", pdfType, pdfOf("BT /F1 9 Tf (x) Tj T* [(y) 3] TJ ET")) }

func FuzzFlat(f *testing.F) {
	fuzz(f, "a.fodt", textType, `<d><office:body><office:text><text:p>x</text:p></office:text></office:body></d>`, `<table:table>`, "<a>&b;")
}

// The archives are fuzzed by their main part: the fuzzer would not get past the checksums.
func fuzzArchive(f *testing.F, name, part string, files func(testing.TB) map[string]string, seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		all := files(t)
		all[part] = body
		archive := zipped(t, all)
		_, err := read(t, name, zipType, archive, extract.Limits{Text: 10_000, Unpacked: 1 << 20})
		var told *content.Error
		if err != nil && !errors.As(err, &told) {
			t.Fatalf("no words for people: %v", err)
		}
	})
}

func none(testing.TB) map[string]string { return map[string]string{} }

func FuzzWord(f *testing.F) {
	fuzzArchive(f, "a.docx", "word/document.xml", none, `<w:d><w:p><w:r><w:t>x</w:t></w:r><w:lastRenderedPageBreak/></w:p></w:d>`)
}

func FuzzOpenDocument(f *testing.F) {
	fuzzArchive(f, "a.odt", "content.xml", none, `<office:text><text:p>x</text:p></office:text>`, `<spreadsheet><table name="x"><table-row number-rows-repeated="9"><table-cell><p>`)
}

func FuzzSheet(f *testing.F) {
	fuzzArchive(f, "a.xlsx", "xl/worksheets/s.xml", func(testing.TB) map[string]string {
		return map[string]string{
			"xl/workbook.xml":            `<workbook xmlns:r="r"><sheet name="B" r:id="a"/></workbook>`,
			"xl/_rels/workbook.xml.rels": `<R><Relationship Id="a" Target="worksheets/s.xml"/></R>`, "xl/sharedStrings.xml": `<sst><si><t>K</t></si></sst>`,
		}
	}, `<s><row r="2"><c t="s"><v>0</v></c><c><v>1</v></c></row></s>`)
}

func FuzzSlides(f *testing.F) {
	fuzzArchive(f, "a.pptx", "ppt/presentation.xml", func(testing.TB) map[string]string {
		return map[string]string{"ppt/_rels/presentation.xml.rels": `<R><Relationship Id="a" Target="presentation.xml"/></R>`}
	}, `<p><sldId id="1" r:id="a"/><a:p><a:t>x</a:t></a:p></p>`)
}

// TestBentFiles changes files byte by byte.
func TestBentFiles(t *testing.T) {
	t.Parallel()
	body := word(t, "<w:p><w:r><w:t>honest</w:t></w:r></w:p>")
	for i := range body {
		bent := []byte(body)
		bent[i] ^= 0x55
		text, err := read(t, "a.docx", zipType, string(bent), extract.Limits{})
		var told *content.Error
		if err != nil && !errors.As(err, &told) {
			t.Fatalf("byte %d: %v %v", i, text, err)
		}
	}
	if os.Getenv("DOCENT_TEST_ALL") != "1" {
		return
	}
	file := pdfOf("BT /F1 12 Tf (bent) Tj ET")
	for i := range file {
		for bit := range 8 {
			bent := []byte(file)
			bent[i] ^= 1 << bit
			if _, err := read(t, "a.pdf", pdfType, string(bent), extract.Limits{}); err != nil {
				var told *content.Error
				if !errors.As(err, &told) {
					t.Fatalf("byte %d: %v", i, err)
				}
			}
		}
	}
}
