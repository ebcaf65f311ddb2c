// Package content says what text is: it knows Markdown, and no database, person or request.
//
// Parse reads a page once and walks its tree once: sections with their plain text, links, mentions,
// tasks. Render draws the same tree as sanitised HTML with holes, which other pages and the reader
// decide; Fill closes them while the page is shown. Rendering is pure and its result may be kept.
//
// What must stay true:
//
//   - The source is never rewritten. The tags of site generators, on which a Markdown parser trips,
//     are replaced in a copy by tokens of the same length (mask.go), so every offset stays true;
//     code is read from the source again.
//   - The parser has no time-out. A page is measured before it is parsed (limits.go), and refused
//     with its line where it would take more than linear time, or far more work than real pages do.
//   - All HTML goes through one policy (sanitize.go). Raw HTML is written anew before, element by
//     element, without class, style and handlers (render_inline.go); afterwards elements are
//     balanced, so that no page closes an element of the frame around it (finish.go). The places of
//     holes are marked by a number that nobody can guess while a page is drawn.
package content
