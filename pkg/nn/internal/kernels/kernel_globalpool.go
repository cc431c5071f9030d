package kernels

// Planes is the geometry of what treats the planes of x (N, C, Spatial) alike.
type Planes struct{ N, C, Spatial int }

// PlaneFold says what a plane becomes.
type PlaneFold int

// What a plane becomes: a NaN in it is its maximum. The negative mean, of one plane
// that is all of x, is a generator's hinge loss.
const (
	PlaneSum PlaneFold = iota
	PlaneMean
	PlaneNegativeMean
	PlaneMax
)

// GlobalPoolForward is y (N, C), one number for each plane of x (N, C, Spatial).
type GlobalPoolForward struct {
	Planes
	Fold PlaneFold
}

// Run takes x.
func (k GlobalPoolForward) Run(y []float32, in Inputs) error {
	switch k.Fold {
	case PlaneSum:
		GlobalSumPool(y, in[0], k.N, k.C, k.Spatial)
	case PlaneMax:
		GlobalMaxPool(y, in[0], k.N, k.C, k.Spatial)
	default:
		GlobalAvgPool(y, in[0], k.N, k.C, k.Spatial)
		if k.Fold == PlaneNegativeMean {
			for i, v := range y {
				y[i] = -v
			}
		}
	}
	return nil
}

// GlobalPoolBackward is dx of dy (N, C): to each value of a plane the same, or for
// a maximum all to the first of them, or its last NaN.
type GlobalPoolBackward struct {
	Planes
	Fold PlaneFold
}

// Run takes dy and x, which only a maximum reads.
func (k GlobalPoolBackward) Run(dx []float32, in Inputs) error {
	switch k.Fold {
	case PlaneSum:
		GlobalSumPoolGrad(dx, in[0], k.N, k.C, k.Spatial)
	case PlaneMax:
		GlobalMaxPoolGrad(dx, in[0], in[1], k.N, k.C, k.Spatial)
	case PlaneNegativeMean:
		spread("GlobalPoolBackward", dx, in[0], k.N, k.C, k.Spatial, -1/float64(k.Spatial))
	default:
		GlobalAvgPoolGrad(dx, in[0], k.N, k.C, k.Spatial)
	}
	return nil
}
