package push

import (
	"net/netip"
	"testing"
)

func TestIsService(t *testing.T) {
	for _, yes := range []string{
		"https://fcm.googleapis.com/fcm/send/abc", "https://updates.push.services.mozilla.com:443/wpush/v2/x", "https://web.push.apple.com./QH",
		"https://8.8.8.8/push", "https://[2606:4700::1111]/push", "https://xn--bcher-kva.example/1",
	} {
		if !isService(yes) {
			t.Errorf("%s is refused", yes)
		}
	}
	for _, no := range []string{
		"", "http://push.example/1", "https:///1", "https://me@push.example/1", "https://push.example:22/1", "https://push.example:8443/1", "//push.example/1",
		"https://127.0.0.1/1", "https://127.0.0.1./1", "https://[::1]/1", "https://169.254.169.254/latest", "https://10.0.0.1/1", "https://192.168.1.1/1",
		"https://2130706433/1", "https://0x7f000001/1", "https://0177.0.0.1/1", "https://127.1/1", "https://127.0.0.0x1/1", "https://１２７.0.0.1/1", "https://127。0。0。1/1",
		"https://[64:ff9b::7f00:1]/1", "https://[64:ff9b:1::7f00:1]/1", "https://[2002:7f00:1::]/1", "https://[::ffff:127.0.0.1]/1", "https://[::127.0.0.1]/1",
		"https://[2001:0:7f00:1::]/1", "https://[fe80::1%25eth0]/1", "https://[fd00::1]/1", "https://[::]/1", "https://0.0.0.0/1",
		"https://localhost/1", "https://push.localhost/1", "https://intranet/1", "https://push.example%00/1", "https://",
	} {
		if isService(no) {
			t.Errorf("%s is taken", no)
		}
	}
}

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"1.1.1.1": true, "100.63.0.1": true, "2606:4700::1111": true, "2001:4860:4860::8888": true,
		"0.1.2.3": false, "10.1.2.3": false, "100.64.0.1": false, "127.0.0.1": false, "169.254.169.254": false, "172.16.0.1": false, "192.0.0.8": false,
		"192.168.0.1": false, "198.18.0.1": false, "203.0.113.1": false, "224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::7f00:1": false, "::ffff:127.0.0.1": false, "::ffff:8.8.8.8": false, "::ffff:0:7f00:1": false,
		"64:ff9b::7f00:1": false, "64:ff9b::808:808": false, "64:ff9b:1::7f00:1": false, "100::1": false, "2001::1": false, "2001:db8::1": false,
		"2002:7f00:1::1": false, "3fff::1": false, "fc00::1": false, "fe80::1": false, "fec0::1": false, "ff02::1": false, "2606:4700::1%eth0": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("public(%s) = %v", address, got)
		}
	}
}
