package themes

// TimeSettings is when the reader works and may be sent messages. Forms to /settings/time: action=hours with
// timezone, hours0 (Sunday) to hours6, quiet, quiet_days_off, country, pings, channel; action=away with id (none for
// new days), from, to, deputy, note; action=remove with id. ?country= shows the holidays of a country that is not
// chosen yet, ?away= opens the form of days away that are there.
type TimeSettings struct {
	Frame
	Problem
	Zones        []Option
	Days         []DayHours // Monday first
	Quiet        string     // “20:00–08:00”
	QuietDaysOff bool
	Pings        int // at most so many a day; 0 no limit
	Channels     []Option
	Countries    []Option
	Country      string // the name of the country whose holidays are listed; "" for none
	Year         int
	Holidays     []DayName
	Away         []AwayRow
	Form         AwayForm
}

// Screen names the template.
func (TimeSettings) Screen() string { return "timesettings" }

// DayHours is the working hours of a day of the week.
type DayHours struct {
	Name  string // "Monday"
	Field string // "hours1"
	Hours string // “09:00–17:00”, "" for a day off
}

// DayName is a day with its name.
type DayName struct {
	Day  string // "Mon 6 Apr"
	Name string
	Free bool // it falls on a day on which the reader does not work anyway
}

// AwayRow is an absence.
type AwayRow struct {
	ID           int64
	From, To     string // "3 Mar 2027"; equal for one day
	Deputy, Note string
	State        string // "now", "past" or "" for the future
}

// AwayForm is the form of days away; ID 0 for new ones.
type AwayForm struct {
	ID             int64
	From, To, Note string // 2026-12-31
	Deputies       []Option
}

// AdminGroups lists the groups, and changes them. Forms to /admin/groups: action=make with name; action=save with id,
// name, and for every member “member” (the number), “position_N”, “deputy_N” and “remove_N”, and add (somebody new);
// action=remove with id.
type AdminGroups struct {
	Frame
	Problem
	Tabs   []Tab
	Name   string // typed for a new group
	Groups []GroupForm
}

// Screen names the template.
func (AdminGroups) Screen() string { return "admingroups" }

// GroupForm is a group and the form that changes it.
type GroupForm struct {
	ID      int64
	Name    string
	Members []GroupMember
	Others  []Option // who can be added
	Open    bool
}

// GroupMember is somebody in a group.
type GroupMember struct {
	Person
	Position int // from 1
	Deputy   bool
	Disabled bool
	Last     bool   // was asked last
	Clock    string // the time of day there
	Hours    string // “09:00–17:00” today; "" for a day off
	Away     string // "until 5 June"; "" where not
}
