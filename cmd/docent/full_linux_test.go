package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk names a folder on which the process finds a small disk, as FOLDER:SIZE.
const smallDisk = "DOCENT_TEST_SMALL_DISK"

func init() {
	beforeMain = func() {
		dir, size, wanted := strings.Cut(os.Getenv(smallDisk), ":")
		if !wanted {
			return
		}
		if err := syscall.Mount("none", dir, "tmpfs", 0, "size="+size); err != nil {
			fmt.Fprintln(os.Stderr, "no small disk:", err)
			os.Exit(noSmallDisk)
		}
	}
}

const noSmallDisk = 77

// onSmallDisk lets a process see a small disk at a folder, in a name space of its own.
func onSmallDisk(cmd *exec.Cmd, dir, size string) *exec.Cmd {
	cmd.Env = append(cmd.Env, smallDisk+"="+dir+":"+size)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	return cmd
}

// needSmallDisk skips where the system does not let us make a small disk.
func needSmallDisk(t *testing.T) {
	t.Helper()
	cmd := onSmallDisk(command(t, "version"), t.TempDir(), "1m")
	if out, err := cmd.CombinedOutput(); err != nil {
		if os.Getenv("DOCENT_TEST_ALL") == "1" {
			t.Fatalf("a small disk cannot be made: %v\n%s", err, out)
		}
		t.Skipf("a small disk cannot be made: %v\n%s", err, out)
	}
}

// TestFullDiskServed fills the disk of a server: it says so, and goes on with everything else.
func TestFullDiskServed(t *testing.T) {
	t.Parallel()
	needSmallDisk(t)
	dir := t.TempDir()
	s := start(t, onSmallDisk(command(t, "serve", "--listen", "127.0.0.1:0", "--data", dir), dir, "3m"))
	s.awaitAddress()
	s.token = s.setUpByHand(t)
	var page struct{ ID int64 }
	s.call(http.MethodPost, "/api/v1/pages", map[string]string{"space": "help", "title": "Kept", "markdown": "This is kept.\n"}, http.StatusCreated, &page)
	file := strings.Repeat("0123456789abcdef", 20_000)
	full := false
	for i := 0; i < 20 && !full; i++ {
		up := s.upload(fmt.Sprintf("/api/v1/attachments?page=%d&name=file-%d.txt", page.ID, i), len(file))
		up.write(fmt.Sprintf("%06d", i) + file[6:])
		status, text := up.answer()
		if full = status != http.StatusCreated; full && (status != http.StatusServiceUnavailable || !strings.Contains(text, "disk is full")) {
			t.Errorf("on a full disk: %d %s", status, text)
		}
	}
	if !full {
		t.Fatal("the disk was never full")
	}
	var now struct{ Markdown string }
	s.call(http.MethodGet, fmt.Sprintf("/api/v1/pages/%d", page.ID), nil, http.StatusOK, &now)
	if now.Markdown != "This is kept.\n" {
		t.Errorf("the page holds %q", now.Markdown)
	}
	s.call(http.MethodGet, "/healthz", nil, http.StatusOK, nil)
	if code := s.stop(); code != exitDone {
		t.Errorf("exit code %d\n%s", code, s.talk)
	}
}

// TestFullDiskCommands lets commands write to a disk that is too small: one line says so.
func TestFullDiskCommands(t *testing.T) {
	t.Parallel()
	needSmallDisk(t)
	dir := filepath.Join(t.TempDir(), "data")
	folder, _ := largeFolder(t)
	noise := make([]byte, 2<<20)
	for i := range noise {
		noise[i] = byte(rand.Uint32())
	}
	writeFiles(t, folder, map[string]string{"noise.pdf": string(noise), "noise.md": "# Noise\n\n[Noise](noise.pdf)\n"})
	mustDocent(t, "import", folder, "--space", "large", "--data", dir)
	whole := filepath.Join(t.TempDir(), "whole.backup")
	mustDocent(t, "backup", whole, "--data", dir)
	for _, args := range [][]string{
		{"import", folder, "--space", "large", "--data", "SMALL"},
		{"export", "SMALL/out", "--data", dir},
		{"backup", "SMALL/backup", "--data", dir},
		{"restore", whole, "--data", "SMALL/data"},
	} {
		small := t.TempDir()
		for i := range args {
			args[i] = strings.Replace(args[i], "SMALL", small, 1)
		}
		s := start(t, onSmallDisk(command(t, args...), small, "1m"))
		<-s.ended
		if text := s.talk.String(); s.code != exitFailed || strings.Count(text, "\n") != 1 || !strings.Contains(text, "disk is full") {
			t.Errorf("%s on a full disk: exit code %d, %s", args[0], s.code, text)
		}
	}
}

// TestOutputIsFull prints to where nothing can be written: a token that nobody saw is a failure.
func TestOutputIsFull(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full: ", err)
	}
	defer full.Close()
	talk := &watched{}
	code := run(t.Context(), []string{"version"}, console{out: full, err: talk})
	if code != exitFailed || strings.Count(talk.String(), "\n") != 1 {
		t.Errorf("exit code %d, %q", code, talk)
	}
}
