package qasql

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func (r reads) Discussed(ctx context.Context, question qa.QuestionID) (bool, error) {
	var n int
	err := r.q.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM comments WHERE question = $1) +
		(SELECT COUNT(*) FROM question_files WHERE question = $1)`, int64(question)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("count comments: %w", err)
	}
	return n > 0, nil
}

// MoveFiles says so in the log, where search reads which spaces a file belongs to.
func (x *tx) MoveFiles(ctx context.Context, id qa.QuestionID, to wiki.SpaceID) error {
	files, err := sqldb.All(ctx, x.t, scanID[wiki.AttachmentID], `SELECT attachment FROM question_files WHERE question = $1 ORDER BY attachment`, int64(id))
	if err != nil || len(files) == 0 {
		return err
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strconv.FormatInt(int64(file), 10)
	}
	x.Emit(wiki.Event{Kind: wiki.FilesShown, Space: to, Data: map[string]string{"files": strings.Join(names, ",")}})
	return x.exec(ctx, "move files", `UPDATE attachments SET space = $1 WHERE page = 0 AND id IN
		(SELECT attachment FROM question_files WHERE question = $2)`, int64(to), int64(id))
}

func (x *tx) KeepFile(ctx context.Context, id qa.QuestionID, file wiki.AttachmentID) error {
	return x.exec(ctx, "keep file", `INSERT INTO question_files (attachment, question) VALUES ($1, $2)`, int64(file), int64(id))
}
