// Package study is what the notebooks of the study share: the pictures and their
// split, claims that stop a notebook when they are not true, text that is made of
// results, and the numbers of long experiments.
//
//	d, err := study.Open()
//	study.Check(err)
//	split, err := study.Split(d, 0)
//	study.Check(err)
//	study.Claim(len(split.Train) == d.Len()/2, "half of the pictures train")
//	study.Say("%d pictures train.", len(split.Train))
package study
