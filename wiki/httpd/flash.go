package httpd

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/themes"
)

const flashCookie = "docent_said"

// Say keeps a sentence for the next screen that the browser opens: kind is "good", "warn", "bad" or
// "". It travels in a cookie that is signed, so that nobody else puts words into our mouth, and that
// is dropped when it was shown. Undo may be nil.
func (r *Request) Say(kind, text string, undo *themes.Button) {
	said, err := json.Marshal(themes.Flash{Kind: kind, Text: text, Undo: undo})
	if err != nil {
		return // strings always can be written
	}
	body := base64.RawURLEncoding.EncodeToString(said)
	http.SetCookie(r.Writer, r.server.saidCookie(body+"."+r.server.sign(body), 60))
}

func (s *Server) saidCookie(value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: flashCookie, Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: strings.HasPrefix(s.baseURL, "https://"), SameSite: http.SameSiteLaxMode,
	}
}

func (s *Server) sign(body string) string {
	mac := hmac.New(sha256.New, s.flashKey)
	mac.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// takeFlash reads what was said and drops it. A cookie that is not ours says nothing.
func (s *Server) takeFlash(c *gin.Context) *themes.Flash {
	cookie, err := c.Request.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(c.Writer, s.saidCookie("", -1))
	body, mac, _ := strings.Cut(cookie.Value, ".")
	if !hmac.Equal([]byte(mac), []byte(s.sign(body))) {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return nil
	}
	var said themes.Flash
	if json.Unmarshal(raw, &said) != nil {
		return nil
	}
	return &said
}

func sortBy[T any, K cmp.Ordered](list []T, key func(T) K) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
