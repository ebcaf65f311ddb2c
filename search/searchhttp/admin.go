package searchhttp

import (
	"fmt"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

func (k keeper) registerScreen(server *httpd.Server) {
	server.GET("/admin/search", k.overview, httpd.Scope(wiki.ScopeAdmin))
	server.POST("/admin/search/rebuild", k.rebuild, httpd.Scope(wiki.ScopeAdmin))
}

// overview shows how the index is.
func (k keeper) overview(r *httpd.Request) error {
	if err := needAdmin(r.As); err != nil {
		return err
	}
	applied, last, err := k.feed.Ready(r.Context())
	if err != nil {
		return err
	}
	documents, bytes, err := k.feed.Size()
	if err != nil {
		return err
	}
	view := themes.AdminSearch{
		Tabs: r.AdminTabs("/admin/search"), Documents: documents, Size: megabytes(bytes), Applied: int(applied), Last: int(last),
	}
	if err := k.unread(r, &view); err != nil {
		return err
	}
	view.Building, view.Done, view.Total = k.feed.Progress()
	if view.Frame, err = r.Frame(httpd.Here{Title: "Search · Administration", Nav: themes.NavAdmin}); err != nil {
		return err
	}
	return r.Draw(view)
}

// unreadListed is how many files that cannot be searched are named.
const unreadListed = 50

func (k keeper) unread(r *httpd.Request, view *themes.AdminSearch) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	list, total, err := k.files.Failures(r.Context(), access.IDs(), unreadListed)
	if err != nil {
		return err
	}
	for _, f := range list {
		row := themes.UnreadFile{Link: themes.Link{Text: f.File.Name, URL: f.File.URL()}, Reason: f.Reason}
		for _, p := range f.Pages {
			row.Pages = append(row.Pages, themes.Link{Text: p.Title, URL: wiki.PageURL(p.ID, p.Title)})
		}
		view.Unread = append(view.Unread, row)
	}
	view.UnreadAll = total
	return nil
}

func megabytes(n int64) string {
	if n == 0 {
		return "in memory"
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// rebuild has the index built anew and comes back at once.
func (k keeper) rebuild(r *httpd.Request) error {
	if err := needAdmin(r.As); err != nil {
		return err
	}
	k.feed.Renew()
	return r.See("/admin/search")
}
