package cnn_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
)

func ExampleResNetConfig() {
	config := cnn.ResNetConfig()
	config.Architecture, config.Epochs, config.BatchSize = cnn.SimpleNet, 2, 10 // to see it run
	d := dataset.Synthetic(20, 1)
	split, err := dataset.RandomSplit(d.Len(), 30, 10, 0, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		log.Fatal(err)
	}
	_, history, err := cnn.Train(context.Background(), d, split, config, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(history), "epochs")
	// Output: 2 epochs
}

func ExampleModel_Averaged() {
	model, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		log.Fatal(err)
	}
	averaged, err := model.Averaged(cnn.DefaultViews())
	if err != nil {
		log.Fatal(err)
	}
	p, err := averaged.Predict(dataset.Synthetic(1, 1).Sample(0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(p), "picture, seen eighteen times")
	// Output: 1 picture, seen eighteen times
}

func ExampleNewEnsemble() {
	rng := rand.New(rand.NewPCG(1, 0))
	d := dataset.Synthetic(5, 1)
	var members []cnn.Classifier
	for range 3 {
		m, err := cnn.NewSimpleNet(d.Classes, rng)
		if err != nil {
			log.Fatal(err)
		}
		members = append(members, m)
	}
	together, err := cnn.NewEnsemble(members...)
	if err != nil {
		log.Fatal(err)
	}
	report, err := cnn.NewReport(together, d, d.All())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Total, "images")
	// Output: 10 images
}

func ExampleReport_Temperature() {
	// Of four images one is taken for the other class, with as much confidence.
	report, err := cnn.ReportOf([]string{"clock", "crocodile"}, []int{0, 0, 1, 0}, mat.NewDense(4, 2, []float64{
		0.95, 0.05, 0.95, 0.05, 0.05, 0.95, 0.05, 0.95,
	}))
	if err != nil {
		log.Fatal(err)
	}
	t := report.Temperature()
	calm, err := report.WithTemperature(t)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("ECE %.2f; at temperature %.2f, %.2f\n", report.Calibration().ECE, t, calm.Calibration().ECE)
	// Output: ECE 0.20; at temperature 2.68, 0.00
}

func ExampleReport_ROC() {
	report, err := cnn.ReportOf([]string{"clock", "crocodile"}, []int{0, 1, 1}, mat.NewDense(3, 2, []float64{
		0.9, 0.1, 0.2, 0.8, 0.6, 0.4,
	}))
	if err != nil {
		log.Fatal(err)
	}
	roc, err := report.ROC(1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(roc.Area, report.Accuracy < 1)
	// Output: 1 true
}

func ExampleOcclusion() {
	model, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		log.Fatal(err)
	}
	heat, err := cnn.Occlusion(model, dataset.Synthetic(1, 1).Sample(0), 0, cnn.DefaultOcclusion())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(heat), "pixels")
	// Output: 1024 pixels
}
