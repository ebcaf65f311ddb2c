package themes

import (
	"bytes"
	"testing"
)

func open(t testing.TB) *Theme {
	t.Helper()
	theme, err := Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	return theme
}

func views() []View {
	return []View{
		SignIn{}, SetUp{}, Invite{}, Reset{}, Home{}, Space{}, SpaceForm{}, Wanted{}, PageView{}, PageForm{}, PageMove{},
		Preview{}, History{}, Revision{}, Diff{}, Trash{}, Search{}, AskForm{}, Ask{}, Questions{}, QuestionView{},
		QuestionForm{}, AnswerForm{}, MergeForm{}, Tasks{}, People{}, Account{}, API{}, ErrorView{}, Message{},
	}
}

func TestEveryScreenDrawsEmpty(t *testing.T) {
	theme := open(t)
	for _, v := range views() {
		var b bytes.Buffer
		if err := theme.Draw(&b, v); err != nil {
			t.Error(err)
		}
	}
}
