package vector

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
)

// Client asks one endpoint. It is safe for concurrent use. Its errors are *Failure, which never name the key.
type Client struct {
	base string // without a slash at its end
	key  string
	http *http.Client
	wait func(ctx context.Context, d time.Duration) error
}

// Options are what a Client may be given; the zero value works.
type Options struct {
	Transport http.RoundTripper                                // nil: the usual one
	Wait      func(ctx context.Context, d time.Duration) error // between tries; nil: by the clock
}

// Failure is a call that did not succeed. Text says why, for an administrator.
type Failure struct {
	Text  string
	Again bool // another try may succeed: the endpoint is down, slow or busy
	This  bool // it is about this very text; others may pass
	After time.Duration
	Err   error
}

func (f *Failure) Error() string {
	if f.Err != nil {
		return strings.TrimSuffix(f.Text, ".") + ": " + f.Err.Error()
	}
	return f.Text
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }

// CheckBase reads the base of an endpoint, such as https://api.example.com/v1, and gives it without a slash at
// its end: http or https, with a host, and nothing else but a path.
func CheckBase(text string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return "", content.Errorf(content.Invalid, "The address should begin with http:// or https:// and name a host, such as http://localhost:11434/v1.")
	case u.User != nil:
		return "", content.Errorf(content.Invalid, "The address must not hold a name or password; the key has a field of its own.")
	case u.RawQuery != "" || u.Fragment != "":
		return "", content.Errorf(content.Invalid, "The address must end with its path, such as /v1: nothing may follow after ? or #.")
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// NewClient makes a client of the endpoint at base; key is "" where the endpoint wants none.
func NewClient(base, key string, o Options) (*Client, error) {
	base, err := CheckBase(base)
	if err != nil {
		return nil, err
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	return &Client{base: base, key: key, wait: o.Wait, http: &http.Client{
		Transport: o.Transport,
		// What is sent may not end at a host that nobody has named.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Limits of one call.
const (
	callTime   = 60 * time.Second
	batchSize  = 32       // texts
	maxVectors = 32 << 20 // bytes of an answer with embeddings
	maxReply   = 1 << 20  // bytes of an answer with a reply
	maxTries   = 3
	maxAfter   = 30 * time.Second
)

// Embed gives the vectors of texts, in their order. What fails for a while is tried three times.
func (c *Client) Embed(ctx context.Context, model string, texts []string) ([]Vector, error) {
	all := make([]Vector, 0, len(texts))
	for from := 0; from < len(texts); from += batchSize {
		some := texts[from:min(from+batchSize, len(texts))]
		var vectors []Vector
		err := c.again(ctx, func() (err error) { vectors, err = c.embed(ctx, model, some); return err })
		if err != nil {
			return nil, err
		}
		all = append(all, vectors...)
	}
	return all, nil
}

// EmbedOne gives the vector of one text at one try, for somebody who waits.
func (c *Client) EmbedOne(ctx context.Context, model, text string) (Vector, error) {
	all, err := c.embed(ctx, model, []string{text})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// again tries up to three times, pausing longer each time or as long as the endpoint wishes.
func (c *Client) again(ctx context.Context, do func() error) error {
	pause := time.Second
	for try := 1; ; try++ {
		err := do()
		var f *Failure
		if err == nil || try == maxTries || !errors.As(err, &f) || !f.Again {
			return err
		}
		if werr := c.wait(ctx, max(pause, min(f.After, maxAfter))); werr != nil {
			return err
		}
		pause *= 3
	}
}

func (c *Client) embed(ctx context.Context, model string, texts []string) ([]Vector, error) {
	var answer struct {
		Data []struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		} `json:"data"`
	}
	err := c.post(ctx, "/embeddings", map[string]any{"model": model, "input": texts}, &answer, maxVectors)
	if err != nil {
		return nil, err
	}
	if len(answer.Data) != len(texts) {
		return nil, &Failure{Text: fmt.Sprintf("The endpoint gave %d embeddings for %d texts.", len(answer.Data), len(texts))}
	}
	all := make([]Vector, len(texts))
	for _, d := range answer.Data {
		if d.Index < 0 || d.Index >= len(all) || all[d.Index] != nil {
			return nil, &Failure{Text: "The endpoint numbered its embeddings in a way that fits no text."}
		}
		v, err := Quantise(d.Embedding)
		if err != nil {
			return nil, &Failure{Text: "The endpoint gave an embedding that cannot be used.", Err: err}
		}
		all[d.Index] = v
	}
	for _, v := range all {
		if len(v) != len(all[0]) {
			return nil, &Failure{Text: "The endpoint gave embeddings of different sizes."}
		}
	}
	return all, nil
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Chat gives what a model replies to a text, under instructions. It is tried once: somebody waits.
func (c *Client) Chat(ctx context.Context, model, instructions, text string) (string, error) {
	var answer struct {
		Choices []struct {
			Message message `json:"message"`
		} `json:"choices"`
	}
	body := map[string]any{"model": model, "messages": []message{{"system", instructions}, {"user", text}}}
	if err := c.post(ctx, "/chat/completions", body, &answer, maxReply); err != nil {
		return "", err
	}
	if len(answer.Choices) == 0 {
		return "", &Failure{Text: "The endpoint gave no reply."}
	}
	return answer.Choices[0].Message.Content, nil
}

func (c *Client) post(ctx context.Context, path string, body, answer any, limit int64) error {
	sent, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("ask the model: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(sent))
	if err != nil {
		return fmt.Errorf("ask the model: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return c.unreachable(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	if resp.StatusCode != http.StatusOK {
		return c.refused(resp)
	}
	got, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return c.unreachable(ctx, err)
	}
	if int64(len(got)) > limit {
		return &Failure{Text: fmt.Sprintf("The endpoint's answer has more than %d MB.", limit>>20)}
	}
	if err := json.Unmarshal(got, answer); err != nil {
		return &Failure{Text: "The endpoint's answer is not the JSON of an OpenAI-compatible endpoint; does the address end in the right path, such as /v1?"}
	}
	return nil
}

// unreachable says what went wrong on the way. The address is left out: it stands beside where this is read.
func (c *Client) unreachable(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		return &Failure{Text: "The endpoint did not answer in time.", Again: true, Err: context.DeadlineExceeded}
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return &Failure{Text: "The endpoint cannot be reached.", Again: true, Err: err}
}

// refused reads why. What the endpoint says is kept short, and the key is taken out of it.
func (c *Client) refused(resp *http.Response) error {
	f := &Failure{Text: fmt.Sprintf("The endpoint answered %d %s.", resp.StatusCode, http.StatusText(resp.StatusCode))}
	switch s := resp.StatusCode; {
	case s >= 300 && s < 400:
		f.Text = "The endpoint leads to another address. Enter that one: nothing is sent to where nobody has named."
		return f
	case s == http.StatusUnauthorized, s == http.StatusForbidden:
		f.Text = fmt.Sprintf("The endpoint refused the key (%d).", s)
	case s == http.StatusNotFound:
		f.Text = "The endpoint has no such address or model (404)."
	case s == http.StatusBadRequest, s == http.StatusRequestEntityTooLarge, s == http.StatusUnprocessableEntity:
		f.This = true
	case s == http.StatusTooManyRequests, s == http.StatusRequestTimeout, s >= 500:
		f.Again = true
		if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && n > 0 {
			f.After = time.Duration(min(n, 3600)) * time.Second
		}
	}
	said, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err == nil && len(said) > 0 {
		f.Text += " It said: " + c.quoted(said)
	}
	return f
}

func (c *Client) quoted(said []byte) string {
	var known struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	text := string(said)
	if json.Unmarshal(said, &known) == nil && known.Error.Message != "" {
		text = known.Error.Message
	}
	if c.key != "" {
		text = strings.ReplaceAll(text, c.key, "…")
	}
	return "“" + content.Excerpt(strings.ToValidUTF8(text, ""), 200) + "”"
}
