package sqldb

import (
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/docent-wiki/docent/content"
)

// code gives SQLite's primary result code of an error, 0 where it is none of SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// IsConstraint says whether a statement broke a rule of the schema, such as a value that must be
// unique. The transaction may go on after it.
func IsConstraint(err error) bool { return code(err) == sqlite3.SQLITE_CONSTRAINT }

// explain puts the faults that a person can do something about into words. Errors that already have
// words, and all others, pass unchanged.
func explain(path string, err error) error {
	var told *content.Error
	if err == nil || errors.As(err, &told) {
		return err
	}
	if e := ExplainFile(path, err); e != nil {
		return e
	}
	switch code(err) {
	case sqlite3.SQLITE_FULL:
		return content.Errorf(content.Busy, "The disk is full, nothing was saved. Make room, then try again.").Because(err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return content.Errorf(content.Busy, "Another program has been writing to the data directory for ten seconds, nothing was saved. Try again in a moment.").Because(err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return content.Errorf(content.Busy, "%s may not be written by this user, nothing was saved. Give the user of this program the right to write the file and its folder.", path).Because(err)
	case sqlite3.SQLITE_CANTOPEN:
		return content.Errorf(content.Busy, "%s cannot be opened. Check that the folder exists and that the user of this program may read and write it.", path).Because(err)
	case sqlite3.SQLITE_NOTADB:
		return content.Errorf(content.Invalid, "%s is not a database of Docent. It was left as it is. Choose another data directory, or restore a backup.", path).Because(err)
	case sqlite3.SQLITE_CORRUPT:
		return content.Errorf(content.Busy, "%s is damaged, nothing was saved. Restore the last backup with “docent restore”.", path).Because(err)
	case sqlite3.SQLITE_IOERR:
		return content.Errorf(content.Busy, "The disk refused to read or write %s, nothing was saved. Look at the system's log.", path).Because(err)
	}
	return err
}

// ExplainFile puts faults of the file system into words; nil for all others.
func ExplainFile(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return content.Errorf(content.Busy, "%s may not be written by this user. Choose another data directory, or give the user of this program the right to write it.", path).Because(err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return content.Errorf(content.Busy, "The disk is full, nothing was saved. Make room, then try again.").Because(err)
	case errors.Is(err, syscall.ENOTDIR):
		return content.Errorf(content.Invalid, "%s cannot be made: something on the way there is a file, not a folder.", path).Because(err)
	}
	return nil
}
