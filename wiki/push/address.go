package push

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"
)

// special are ranges that IsGlobalUnicast takes for public and that are not (IANA's special-purpose registries, RFC 6890).
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

// global is all that is handed out of IPv6 (RFC 4291, section 2.4). What carries an IPv4 address stands outside of it or in a
// special range: mapped, compatible and translated ones, NAT64 with either prefix, 6to4, Teredo.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// public says whether an address is one of the open network. Those that carry another one in them are not: a gateway of
// ours could take them to ourselves.
func public(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" || a.Is6() && !global.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// isService says whether an address can be that of a push service: https at its own port, at a name with a domain or at a
// public address. What the name stands for is looked at when somebody is sent something.
func isService(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" {
		return false
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf || r == '%' }) {
		return false // browsers send names in ASCII; other digits would be read as digits
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return public(a)
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != host && last != "" && last != "localhost" && (last[0] < '0' || last[0] > '9') // 127.1, 0x7f.1: numbers, too
}
