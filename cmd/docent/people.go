package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
)

type userCmd struct {
	Add           userAddCmd     `cmd:"" help:"Make an account."`
	List          userListCmd    `cmd:"" help:"List the accounts."`
	Disable       userDisableCmd `cmd:"" help:"Disable an account: its sessions and tokens end at once."`
	Enable        userEnableCmd  `cmd:"" help:"Let a disabled account in again."`
	ResetPassword userResetCmd   `cmd:"" help:"Set a new password, or print an address under which the person sets one."`
}

type userAddCmd struct {
	Name          string `arg:"" help:"The person's name."`
	Email         string `help:"The address to sign in with." required:""`
	Role          string `help:"admin or member." required:"" enum:"admin,member"`
	PasswordStdin bool   `help:"Read the password from standard input."`
}

func (c *userAddCmd) Run(ctx context.Context, g *globals) error {
	person := account.NewPerson{Name: c.Name, Email: c.Email, Role: wiki.Role(c.Role)}
	if c.PasswordStdin {
		var err error
		if person.Password, err = g.password(); err != nil {
			return err
		}
	}
	return withAccounts(ctx, g, newOrExisting, func(accounts *account.Accounts) error {
		p, err := accounts.Add(ctx, wiki.Operator(), person)
		if err != nil {
			return err
		}
		if g.JSON {
			return g.printJSON(personOf(p))
		}
		fmt.Fprintf(g.out, "Made the account of %s <%s>, %s.\n", p.Name, p.Email, p.Role)
		if !c.PasswordStdin {
			fmt.Fprintln(g.err, "It has no password yet: run “docent user reset-password” for an address under which one can be set.")
		}
		return nil
	})
}

// password reads one line from standard input.
func (g *globals) password() (string, error) {
	line, err := bufio.NewReader(g.in).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", content.Errorf(content.Invalid, "There was no password on standard input.").Because(err)
	}
	return line, nil
}

func withAccounts(ctx context.Context, g *globals, need presence, do func(*account.Accounts) error) error {
	a, err := openApp(ctx, g, need)
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a.accounts)
}

// person is an account as the commands print it.
type person struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Role     string `json:"role"`
	Disabled bool   `json:"disabled"`
}

func personOf(p wiki.Person) person {
	return person{ID: int64(p.ID), Name: p.Name, Email: p.Email, Role: string(p.Role), Disabled: p.Disabled}
}

type userListCmd struct{}

func (userListCmd) Run(ctx context.Context, g *globals) error {
	return withAccounts(ctx, g, mustExist, func(accounts *account.Accounts) error {
		all, err := accounts.People(ctx)
		if err != nil {
			return err
		}
		if g.JSON {
			list := make([]person, len(all))
			for i, p := range all {
				list[i] = personOf(p)
			}
			return g.printJSON(list)
		}
		w := tabwriter.NewWriter(g.out, 0, 4, 2, ' ', 0)
		for _, p := range all {
			state := ""
			if p.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.Name, p.Email, p.Role, state)
		}
		return w.Flush()
	})
}

// whose names an account on the command line.
type whose struct {
	Name string `arg:"" help:"The person's email address or name."`
}

func (c *whose) do(ctx context.Context, g *globals, done string, change func(*account.Accounts, wiki.Person) error) error {
	return withAccounts(ctx, g, mustExist, func(accounts *account.Accounts) error {
		p, err := accounts.Find(ctx, c.Name)
		if err != nil {
			return err
		}
		if err := change(accounts, p); err != nil {
			return err
		}
		if g.JSON {
			p, err := accounts.Person(ctx, p.ID)
			if err != nil {
				return err
			}
			return g.printJSON(personOf(p))
		}
		if done != "" {
			fmt.Fprintf(g.out, done+"\n", p.Name)
		}
		return nil
	})
}

type userDisableCmd struct{ whose }

func (c *userDisableCmd) Run(ctx context.Context, g *globals) error {
	return c.do(ctx, g, "Disabled the account of %s.", func(accounts *account.Accounts, p wiki.Person) error {
		return accounts.Disable(ctx, wiki.Operator(), p.ID)
	})
}

type userEnableCmd struct{ whose }

func (c *userEnableCmd) Run(ctx context.Context, g *globals) error {
	return c.do(ctx, g, "Enabled the account of %s.", func(accounts *account.Accounts, p wiki.Person) error {
		return accounts.Enable(ctx, wiki.Operator(), p.ID)
	})
}

type userResetCmd struct {
	whose
	PasswordStdin bool `help:"Read the new password from standard input."`
}

func (c *userResetCmd) Run(ctx context.Context, g *globals) error {
	if c.PasswordStdin {
		password, err := g.password()
		if err != nil {
			return err
		}
		return c.do(ctx, g, "%s has a new password; all sessions of the account ended.", func(accounts *account.Accounts, p wiki.Person) error {
			token, err := accounts.ResetLink(ctx, wiki.Operator(), p.ID)
			if err != nil {
				return err
			}
			_, err = accounts.Reset(ctx, token, password)
			return err
		})
	}
	return c.do(ctx, g, "", func(accounts *account.Accounts, p wiki.Person) error {
		token, err := accounts.ResetLink(ctx, wiki.Operator(), p.ID)
		if err != nil {
			return err
		}
		if !g.JSON {
			fmt.Fprintf(g.out, "/reset/%s\n", token)
		}
		fmt.Fprintf(g.err, "Under this path of the server, %s can set a new password once, within a day.\n", p.Name)
		return nil
	})
}

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make an API token and print it, once."`
}

type tokenCreateCmd struct {
	User  string `help:"Whose token: an email address or a name." required:""`
	Label string `help:"What it is for, to know it again." required:""`
	Scope string `help:"read (which may also ask and give feedback), write or admin." enum:"read,write,admin" default:"read"`
}

func (c *tokenCreateCmd) Run(ctx context.Context, g *globals) error {
	return withAccounts(ctx, g, mustExist, func(accounts *account.Accounts) error {
		p, err := accounts.Find(ctx, c.User)
		if err != nil {
			return err
		}
		scope := map[string]wiki.Scope{"read": wiki.ScopeRead, "write": wiki.ScopeWrite, "admin": wiki.ScopeAdmin}[c.Scope]
		secret, token, err := accounts.CreateToken(ctx, wiki.Operator(), p.ID, c.Label, scope)
		if err != nil {
			return err
		}
		if g.JSON {
			return g.printJSON(map[string]any{"token": secret, "id": int64(token.ID), "label": token.Label, "scope": c.Scope, "user": p.Email})
		}
		fmt.Fprintln(g.out, secret)
		return nil
	})
}
