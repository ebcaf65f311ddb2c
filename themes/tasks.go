package themes

// Tasks is what waits for the reader.
type Tasks struct {
	Frame
	Rows  []Task
	Pager Pager
}

// Screen names the template.
func (Tasks) Screen() string { return "tasks" }

// Task is one thing to do.
type Task struct {
	Kind       string // "answer", "check" or "verify": the word on its chip
	Title, URL string
	Text       string // why it is here
	Where      string // space or page
	Due        Time
	Late       bool
}
