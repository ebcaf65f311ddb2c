package sqldb

import (
	"net/url"
	"path/filepath"
)

// pragma is one setting of a connection and the reason for it.
type pragma struct{ name, value string }

// everyConn are the settings that readers and the writer share.
var everyConn = []pragma{
	// Another process may hold the write lock for the length of its transaction.
	{"busy_timeout", "10000"},
	// Sorting and the results of recursive queries are small: no files in /tmp.
	{"temp_store", "MEMORY"},
	// Unchanged pages are read from the system's cache, shared by all connections, without a copy.
	{"mmap_size", "268435456"},
	// Nothing in our schema needs functions of the application; a damaged one must not call any.
	{"trusted_schema", "OFF"},
}

var writerConn = []pragma{
	// Readers see the last commit and never wait for the writer, nor it for them.
	{"journal_mode", "WAL"},
	// An acknowledged save survives a power cut; NORMAL in WAL mode could lose the last ones.
	{"synchronous", "FULL"},
	// A part without its page is a fault of ours that must not be written. All are deferred to the
	// commit, so that the order of statements within a transaction is free.
	{"foreign_keys", "ON"},
	// After a large import the log is cut back to this many bytes instead of staying large.
	{"journal_size_limit", "33554432"},
	// KiB of changed pages kept in memory within a transaction.
	{"cache_size", "-8000"},
}

var readerConn = []pragma{
	// A read that writes is a fault of ours; it must fail and not wait for the writer.
	{"query_only", "ON"},
	// KiB of pages kept per connection; most reading goes through mmap.
	{"cache_size", "-2000"},
}

// dsn names the file and the settings of each connection that is opened on it.
func dsn(path string, own []pragma) string {
	query := url.Values{}
	for _, list := range [][]pragma{everyConn, own} {
		for _, p := range list {
			query.Add("_pragma", p.name+"("+p.value+")")
		}
	}
	query.Set("_txlock", "immediate")
	address := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	return address.String()
}
