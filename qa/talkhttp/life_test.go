package talkhttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestTalk walks through what people say around a question, in the forms.
func TestTalk(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	q, err := s.desk.CreateQuestion(ctx, s.Access("cleo"), qa.NewQuestion{Title: "When is lunch?", Space: s.SpaceID("handbook")})
	s.Must(err)
	a, err := s.desk.AddAnswer(ctx, s.Access("ed"), q.ID, qa.NewAnswer{Markdown: "At noon."})
	s.Must(err)
	s.Must(s.desk.Accept(ctx, s.Access("cleo"), q.ID, a))
	at, answer := fmt.Sprintf("/q/%d", q.ID), fmt.Sprintf("/q/%d/answers/%d", q.ID, a)
	post := func(as, url, body string) {
		t.Helper()
		s.check(check{Method: "POST", URL: url, As: as, Body: body, Status: 303})
	}

	post("rita", at+"/comments", wikitest.Form("markdown", "Sharp? <script>alert(1)</script> @ada knows", "answer", fmt.Sprint(a)))
	s.check(check{URL: q.URL(), As: "bob", Status: 200, Has: []string{"Sharp?", "Rita", `action="/q/1/comments"`}, Hasnt: []string{"<script>alert"}})
	post("rita", at+"/comments/1/edit", wikitest.Form("markdown", "On the dot?"))
	s.check(check{URL: q.URL(), As: "bob", Status: 200, Has: []string{"On the dot?", "edited"}, Hasnt: []string{"Sharp?", "/comments/1/edit"}})

	post("bob", at+"/react", "kind=agree&comment=1")
	post("ada", at+"/react", "kind=agree&comment=1")
	post("ada", at+"/react", "kind=agree&comment=1") // twice is once
	s.check(check{URL: q.URL(), As: "ada", Status: 200, Has: []string{`value="-agree" class="reaction" aria-pressed="true"`, `<span class="n">2</span>`}})
	post("ada", at+"/react", "kind=-agree&comment=1")
	s.check(check{URL: q.URL(), As: "ada", Status: 200, Has: []string{`<span class="n">1</span>`}})

	post("cleo", answer+"/thank", "on=1")
	s.check(check{URL: q.URL(), As: "ed", Status: 200, Has: []string{"1 person thanked you for this"}})
	s.check(check{URL: q.URL(), As: "ada", Status: 200, Hasnt: []string{"thanked you"}})

	post("rita", answer+"/refuse", wikitest.Form("reason", "On Fridays it is at one."))
	if v, err := s.desk.Question(ctx, s.Access("ada"), q.ID); err != nil || v.Question.State != qa.Open {
		t.Fatalf("after “not helpful”: %+v %v", v.Question, err)
	}
	for as, sees := range map[string]bool{"ed": true, "cleo": true, "rita": true, "ada": true} {
		c := check{URL: q.URL(), As: as, Status: 200, Has: []string{"On Fridays"}}
		if !sees {
			c.Has, c.Hasnt = nil, c.Has
		}
		s.check(c)
	}
	post("rita", answer+"/refuse", "undo=1")
	if v, err := s.desk.Question(ctx, s.Access("ada"), q.ID); err != nil || v.Question.State != qa.Answered {
		t.Fatalf("after taking it back: %+v %v", v.Question, err)
	}

	post("bob", at+"/follow", "on=1")
	s.check(check{URL: q.URL(), As: "bob", Status: 200, Has: []string{"Following"}})
	post("bob", at+"/follow", "")
	s.check(check{URL: q.URL(), As: "bob", Status: 200, Hasnt: []string{"Following"}})

	post("rita", at+"/comments/1/delete", "x=1")
	s.check(check{URL: q.URL(), As: "ada", Status: 200, Hasnt: []string{"On the dot?"}})
}

// TestTheReasonIsForWhoLooksAfterIt: in a space that others only read, a reader does not see what another said.
func TestTheReasonIsForWhoLooksAfterIt(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	s.Must(s.Wiki.SetGrant(ctx, s.Actor("ada"), "secret", s.People["cleo"].ID, wiki.Reader))
	q, err := s.desk.CreateQuestion(ctx, s.Access("ada"), qa.NewQuestion{Title: "When is lunch?", Space: s.SpaceID("secret")})
	s.Must(err)
	a, err := s.desk.AddAnswer(ctx, s.Access("ed"), q.ID, qa.NewAnswer{Markdown: "At noon."})
	s.Must(err)
	_, err = s.desk.NotHelpful(ctx, s.Access("rita"), q.ID, a, "On Fridays it is at one.")
	s.Must(err)
	s.check(check{URL: q.URL(), As: "ed", Status: 200, Has: []string{"On Fridays"}})
	s.check(check{URL: q.URL(), As: "rita", Status: 200, Has: []string{"On Fridays", "You said"}})
	s.check(check{URL: q.URL(), As: "cleo", Status: 200, Hasnt: []string{"On Fridays"}})
	s.check(check{URL: fmt.Sprintf("/api/v1/questions/%d/comments", q.ID), As: "token cleo", Status: 200, Hasnt: []string{"On Fridays"}})
}

// TestWhatIsSaidAboutAHiddenAnswerIsHidden: an answer that rests on a private page alone is nothing to Bob, and so
// is what is said about it, in every place and notice.
func TestWhatIsSaidAboutAHiddenAnswerIsHidden(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	page := s.Page("secret", "Plans", "Tangerine it is.\n")
	q, err := s.desk.CreateQuestion(ctx, s.Access("bob"), qa.NewQuestion{Title: "Which colour?", Space: s.SpaceID("handbook")})
	s.Must(err)
	a, err := s.desk.AddAnswer(ctx, s.Access("ed"), q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID}}})
	s.Must(err)
	_, err = s.talk.Comment(ctx, s.Access("ada"), q.ID, a, "Tangerine is right, @bob and @rita.")
	s.Must(err)
	s.Must(s.follower.CatchUp(ctx))
	for _, name := range []string{"bob", "cleo", "rita"} {
		inbox, err := s.queue.Inbox(ctx, s.Access(name), 0, 100)
		s.Must(err)
		for _, n := range inbox {
			if strings.Contains(n.Title+n.Text+n.URL, "angerine") {
				t.Errorf("%s is told: %s %s", name, n.Title, n.Text)
			}
		}
	}
	s.check(check{URL: q.URL(), As: "bob", Status: 200, Hasnt: []string{"Tangerine"}})
	s.check(check{URL: fmt.Sprintf("/api/v1/questions/%d/comments", q.ID), As: "token bob", Status: 200, Hasnt: []string{"Tangerine"}})
	s.check(check{Method: "POST", URL: fmt.Sprintf("/q/%d/react", q.ID), As: "bob", Body: "kind=agree&comment=1", Status: 404})
	s.check(check{Method: "POST", URL: fmt.Sprintf("/q/%d/comments", q.ID), As: "bob", Body: fmt.Sprintf("markdown=x&answer=%d", a), Status: 404})
	s.check(check{Method: "POST", URL: fmt.Sprintf("/q/%d/answers/%d/thank", q.ID, a), As: "bob", Body: "on=1", Status: 404})
	if _, _, err := s.talk.One(ctx, s.Access("bob"), q.ID, talk.CommentID(1)); err == nil {
		t.Error("Bob reads the comment by its number")
	}
}

// TestDrafts: a draft comes back to its person, to nobody else, and goes when it is published.
func TestDrafts(t *testing.T) {
	s := newSite(t)
	put := func(as, about, body string, status int) {
		t.Helper()
		s.check(check{Method: "PUT", URL: "/api/v1/drafts/" + about, As: as, Body: body, Status: status})
	}
	put("cleo", "question", `{"fields":{"title":["May I bring a"],"tried":["half <a> thought"]}}`, 200)
	s.check(check{URL: "/questions/new", As: "cleo", Status: 200, Has: []string{"May I bring a", "half &lt;a&gt; thought", "is back"}})
	s.check(check{URL: "/questions/new", As: "bob", Status: 200, Hasnt: []string{"May I bring a", "is back"}})
	s.check(check{URL: "/api/v1/drafts", As: "token ada", Status: 200, Hasnt: []string{"May I bring"}})
	s.check(check{Method: "POST", URL: "/questions/new", As: "cleo", Body: wikitest.Form("title", "May I bring a dog?", "action", "keep"), Status: 200, Has: []string{"Draft kept", "May I bring a dog?"}})
	s.check(check{Method: "POST", URL: "/questions/new", As: "cleo", Body: wikitest.Form("title", "May I bring a dog?", "space", "handbook"), Status: 303})
	s.check(check{URL: "/questions/new", As: "cleo", Status: 200, Hasnt: []string{"dog", "is back"}})

	put("cleo", "question", `{"fields":{"title":["  "]}}`, 200) // nothing typed, nothing kept
	s.check(check{URL: "/api/v1/drafts/question", As: "token cleo", Status: 404})
	put("cleo", "../../etc", `{"fields":{"x":["y"]}}`, 404)

	page := s.Page("handbook", "Dogs", "Dogs are welcome. Cats are not.\n")
	put("bob", "answer-1", `{"fields":{"markdown":["Yes,"],"page_id":["`+fmt.Sprint(page.ID)+`"],"anchor":[""],"quote":["Dogs are welcome."]}}`, 200)
	s.check(check{URL: "/q/1/answer", As: "bob", Status: 200, Has: []string{"Yes,", "Dogs are welcome.", "is back"}})
	s.check(check{URL: "/q/1/answer", As: "ed", Status: 200, Hasnt: []string{"is back", "Yes,"}})
	s.check(check{Method: "POST", URL: "/q/1/answer", As: "bob", Body: wikitest.Form("markdown", "Yes", "action", "save"), Status: 303})
	s.check(check{URL: "/q/1/answer", As: "bob", Status: 200, Hasnt: []string{"is back"}})
}
