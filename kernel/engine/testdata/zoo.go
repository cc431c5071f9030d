package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	tm "time"
)

// Every name that this program uses is completed by TestCompleteOracle.

type Number interface{ ~int | ~float64 }

type Animal interface {
	Sound() string
	Legs() int
}

type base struct {
	Name string
	tags map[string][]int
}

func (b *base) Tag(key string, values ...int) *base {
	if b.tags == nil {
		b.tags = map[string][]int{}
	}
	b.tags[key] = append(b.tags[key], values...)
	return b
}

type Dog struct {
	*base
	Age    int
	Friend *Dog
	born   tm.Duration
}

func (d *Dog) Sound() string { return strings.ToUpper(d.Name) + "!" }
func (d Dog) Legs() int      { return limit - len(d.tags) }

type Stack[T any] struct {
	items []T
	next  *Stack[T]
}

func (s *Stack[T]) Push(item T) *Stack[T] {
	s.items = append(s.items, item)
	return s
}

func (s *Stack[T]) All() func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for index, element := range s.items {
			if !yield(index, element) {
				return
			}
		}
	}
}

func Sum[N Number](numbers ...N) (total N) {
	for _, number := range numbers {
		total += number
	}
	return total
}

func Map[A, B any](from []A, convert func(A) B) []B {
	var into []B
	for _, value := range from {
		into = append(into, convert(value))
	}
	return into
}

const limit = 4

var errLost = errors.New("lost")

type lostError struct {
	where string
	inner error
}

func (e *lostError) Error() string { return e.where + ": " + e.inner.Error() }
func (e *lostError) Unwrap() error { return e.inner }

func search(places []string, wanted string) (found int, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = &lostError{where: fmt.Sprint(problem), inner: errLost}
		}
	}()
	for position := 0; position < len(places); position++ {
		if place := places[position]; place == wanted {
			return position, nil
		}
	}
	return -1, &lostError{inner: errLost}
}

func describe(thing any) string {
	switch kind := thing.(type) {
	case nil:
		return "nothing"
	case *Dog:
		return kind.Name
	case interface{ Legs() int }:
		return fmt.Sprint(kind.Legs())
	case []Animal:
		return kind[0].Sound()
	}
	return "?"
}

func main() {
	rex := &Dog{base: &base{Name: "Rex"}, Age: 3}
	rex.Friend = &Dog{base: rex.Tag("good", 1, 2), born: tm.Second}
	rex.Friend.Tag("x").Tag("y")
	dogs := []*Dog{rex, {base: rex.base, Age: 7}}
	sort.Slice(dogs, func(i, j int) bool { return dogs[i].Age < dogs[j].Age })
	names := Map(dogs, func(one *Dog) string { return one.Name })
	stack := (&Stack[string]{}).Push("a").Push(names[0])
	for count, text := range stack.All() {
		fmt.Println(count, strings.Repeat(text, count))
	}
	results, quit := make(chan Dog, 1), make(chan struct{})
	go func(to chan<- Dog) {
		to <- *rex
		close(quit)
	}(results)
outer:
	for {
		select {
		case result := <-results:
			fmt.Println(result.Legs(), result.base.tags)
		case <-quit:
			break outer
		}
	}
	var lost *lostError
	if _, err := search(os.Args, "bone"); errors.As(err, &lost) && lost.where == "" {
		fmt.Println(describe(lost.inner), Sum(1, 2), Sum(tm.Duration(3).Seconds()))
	}
	grid := [2][2]struct{ x, y float64 }{}
	grid[0][1].x = grid[1][0].y
	later := rex.Sound
	fmt.Println(later(), (*Dog).Sound(rex), Dog.Legs(*rex))
}
