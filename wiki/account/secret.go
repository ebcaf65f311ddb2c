package account

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
)

const (
	secretBytes  = 32
	secretLength = 43 // of 32 bytes in base 62
	tokenPrefix  = "dct_"
	startLength  = len(tokenPrefix) + 4 // of a token that is shown in lists
)

// newSecret makes 32 random bytes in digits and letters.
func newSecret() (string, error) {
	var raw [secretBytes]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", fmt.Errorf("random bytes: %w", err)
	}
	text := new(big.Int).SetBytes(raw[:]).Text(62)
	return strings.Repeat("0", secretLength-len(text)) + text, nil
}

// isSecret says whether a text has the form of a secret. What has not is not looked up.
func isSecret(s string) bool {
	if len(s) != secretLength {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// isToken says whether a text has the form of an API token.
func isToken(s string) bool {
	secret, found := strings.CutPrefix(s, tokenPrefix)
	return found && isSecret(secret)
}

// hashOf is how a secret is stored.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func scanText(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }
