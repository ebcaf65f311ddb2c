package wikisql

import (
	"context"
	"database/sql"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// maxDepth ends a walk through a tree that damage has made a ring.
const maxDepth = 1000

const nodeColumns = `p.id, p.parent, p.title, p.source_path, p.revision, p.updated`

// hasChildren looks into the index of the tree only.
const hasChildren = `EXISTS (SELECT 1 FROM pages k WHERE k.space = p.space AND k.parent = p.id AND k.trashed = 0)`

func scanNode(rows *sql.Rows) (n wiki.Node, err error) {
	err = rows.Scan(&n.ID, &n.Parent, &n.Title, &n.SourcePath, &n.Revision, sqldb.Moment{To: &n.Updated}, &n.Children)
	return n, err
}

func (r reads) PageCounts(ctx context.Context, spaces []wiki.SpaceID) (map[wiki.SpaceID]int, error) {
	counts := map[wiki.SpaceID]int{}
	_, err := chunked(spaces, func(spaces []wiki.SpaceID) ([]struct{}, error) {
		args := sqldb.Padded(spaces)
		return sqldb.All(ctx, r.q, func(rows *sql.Rows) (none struct{}, err error) {
			var space wiki.SpaceID
			var n int
			err = rows.Scan(&space, &n)
			counts[space] = n
			return none, err
		}, `SELECT space, COUNT(*) FROM pages WHERE space IN (`+sqldb.In(len(args), 1)+`) AND trashed = 0 GROUP BY space`, args...)
	})
	return counts, err
}

func (r reads) Children(ctx context.Context, space wiki.SpaceID, parents []wiki.PageID) ([]wiki.Node, error) {
	return chunked(parents, func(parents []wiki.PageID) ([]wiki.Node, error) {
		args := append(sqldb.Padded(parents), int64(space))
		return sqldb.All(ctx, r.q, scanNode, `SELECT `+nodeColumns+`, `+hasChildren+` FROM pages p
			WHERE p.space = $`+last(args)+` AND p.parent IN (`+sqldb.In(len(args)-1, 1)+`) AND p.trashed = 0
			ORDER BY p.parent, p.position, p.id`, args...)
	})
}

func (r reads) Ancestors(ctx context.Context, id wiki.PageID) ([]wiki.Node, error) {
	return sqldb.All(ctx, r.q, scanNode, `WITH RECURSIVE up (id, depth) AS (
			SELECT parent, 1 FROM pages WHERE id = $1
			UNION ALL
			SELECT p.parent, up.depth + 1 FROM up JOIN pages p ON p.id = up.id WHERE up.depth < $2)
		SELECT `+nodeColumns+`, 1 FROM up JOIN pages p ON p.id = up.id WHERE p.trashed = 0 ORDER BY up.depth DESC`, int64(id), maxDepth)
}

func (r reads) Subtree(ctx context.Context, id wiki.PageID) ([]wiki.PageID, error) {
	return sqldb.All(ctx, r.q, func(rows *sql.Rows) (id wiki.PageID, err error) {
		return id, rows.Scan(&id)
	}, `WITH RECURSIVE below (id) AS (
			SELECT id FROM pages WHERE id = $1
			UNION
			SELECT p.id FROM below JOIN pages p ON p.parent = below.id AND p.parent > 0)
		SELECT id FROM below ORDER BY id`, int64(id))
}

func (r reads) Tree(ctx context.Context, space wiki.SpaceID) ([]wiki.Node, error) {
	all, err := sqldb.All(ctx, r.q, scanNode, `SELECT `+nodeColumns+`, 0 FROM pages p
		WHERE p.space = $1 AND p.trashed = 0 ORDER BY p.parent, p.position, p.id`, int64(space))
	if err != nil {
		return nil, err
	}
	return depthFirst(all), nil
}

// depthFirst brings nodes, which come with siblings together and in order, into the order in which
// a tree is read. A node whose parent is not among them stands at the top.
func depthFirst(all []wiki.Node) []wiki.Node {
	known := make(map[wiki.PageID]bool, len(all))
	for _, n := range all {
		known[n.ID] = true
	}
	below := make(map[wiki.PageID][]wiki.Node, len(all))
	for _, n := range all {
		parent := n.Parent
		if !known[parent] {
			parent = 0
		}
		below[parent] = append(below[parent], n)
	}
	ordered := make([]wiki.Node, 0, len(all))
	var walk func(wiki.PageID)
	walk = func(parent wiki.PageID) {
		for _, n := range below[parent] {
			n.Children = len(below[n.ID]) > 0
			ordered = append(ordered, n)
			walk(n.ID)
		}
	}
	walk(0)
	return ordered
}
