package cnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
)

func TestConfigValidate(t *testing.T) {
	if err := cnn.DefaultConfig().Validate(); err != nil {
		t.Errorf("the default: %v", err)
	}
	for _, c := range []struct {
		change func(*cnn.Config)
		names  string
	}{
		{func(c *cnn.Config) { c.Epochs = 0 }, "Epochs"},
		{func(c *cnn.Config) { c.BatchSize = -1 }, "BatchSize"},
		{func(c *cnn.Config) { c.LearningRate = 0 }, "LearningRate"},
		{func(c *cnn.Config) { c.LearningRate = math.NaN() }, "LearningRate"},
		{func(c *cnn.Config) { c.LearningRate = math.Inf(1) }, "LearningRate"},
	} {
		config := cnn.DefaultConfig()
		c.change(&config)
		if err := config.Validate(); err == nil || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%+v: error %v does not name %s", config, err, c.names)
		}
	}
}
