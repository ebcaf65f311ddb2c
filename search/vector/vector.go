package vector

import (
	"errors"
	"math"
)

// Vector is the direction of an embedding; its length means nothing.
type Vector []int8

// maxDims bounds the numbers of an embedding that is believed.
const maxDims = 8192

// Quantise makes a vector from an embedding. It fails where there are no numbers, too many, only zeros, or
// some that are not finite.
func Quantise(embedding []float32) (Vector, error) {
	if len(embedding) == 0 || len(embedding) > maxDims {
		return nil, errors.New("an embedding has no numbers, or too many")
	}
	top := 0.0
	for _, x := range embedding {
		top = max(top, math.Abs(float64(x))) // NaN stays NaN
	}
	if !(top > 0) || math.IsInf(top, 0) {
		return nil, errors.New("an embedding has no direction")
	}
	v := make(Vector, len(embedding))
	for i, x := range embedding {
		v[i] = int8(math.Round(float64(x) / top * math.MaxInt8))
	}
	return v, nil
}

// Cosine compares two directions, from -1 to 1; 0 where they cannot be compared.
func Cosine(a, b Vector) float64 {
	if len(a) != len(b) {
		return 0
	}
	return float64(dot(a, b)) * inverse(a) * inverse(b)
}

// inverse is one over the length.
func inverse(v Vector) float64 {
	n := dot(v, v)
	if n == 0 {
		return 0
	}
	return 1 / math.Sqrt(float64(n))
}

// dot cannot overflow: 8192 × 127 × 127 fits.
func dot(a, b []int8) int32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 int32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += int32(a[i]) * int32(b[i])
		s1 += int32(a[i+1]) * int32(b[i+1])
		s2 += int32(a[i+2]) * int32(b[i+2])
		s3 += int32(a[i+3]) * int32(b[i+3])
	}
	for ; i < len(a); i++ {
		s0 += int32(a[i]) * int32(b[i])
	}
	return s0 + s1 + s2 + s3
}
