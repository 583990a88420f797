/* Exponential and logarithm by additions and multiplications alone: those of the C library have a way for each processor, whose
 * last bits differ, and trainings with them. Right to some 1e-7 of the value. Private to tools/train. */
#ifndef MQ_TRAIN_FIXED_H
#define MQ_TRAIN_FIXED_H

#include <stdint.h>
#include <string.h>

static inline float fixed_exp(float x)
{
	const float least = -87.0f, most = 88.0f;
	x = x < least ? least : x > most ? most : x;
	float whole = x * 1.44269504f;
	int32_t n = (int32_t)(whole + (whole < 0 ? -0.5f : 0.5f));
	float r = x - (float)n * 0.693147180f, power;
	float sum = 1 + r * (1 + r * (0.5f + r * (0.16666667f + r * (0.041666667f + r * (0.0083333333f + r * 0.0013888889f)))));
	uint32_t bits = (uint32_t)(n + 127) << 23;
	memcpy(&power, &bits, sizeof power);
	return sum * power;
}

/* of a number above 0 */
static inline float fixed_log(float x)
{
	uint32_t bits;
	memcpy(&bits, &x, sizeof bits);
	int32_t n = (int32_t)(bits >> 23) - 127;
	bits = (bits & 0x7FFFFFu) | 127u << 23;
	memcpy(&x, &bits, sizeof x);
	if (x > 1.41421356f) x *= 0.5f, n++;
	float r = (x - 1) / (x + 1), square = r * r;
	return (float)n * 0.693147180f +
	       2 * r * (1 + square * (0.33333333f + square * (0.2f + square * (0.14285714f + square * 0.11111111f))));
}

#endif
