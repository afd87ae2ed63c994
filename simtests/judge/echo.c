// SPDX-License-Identifier: GPL-2.0-only
/* A device that accepts and returns bytes, as hw-sim/dev/echo.h describes it. */
#include "simtests/judge/echo.h"
#include "simtests/port/port.h"

#define BUFFER	65536u
#define KEY	64u

struct echo {
	struct judge_device dev;
	u8 buffer[BUFFER];
	u8 incoming[BUFFER];
	u32 len;
	u8 busy;
};

static const u8 done = CSS_DSTAT_CE | CSS_DSTAT_DE;

static u8 reject(struct judge_device *dev)
{
	memset(dev->sense, 0, sizeof(dev->sense));
	dev->sense[0] = 0x80;
	dev->sense_len = 32;
	return done | CSS_DSTAT_UC;
}

static u8 echo_write(struct echo *e, struct judge_channel *ch)
{
	u32 n = 0;
	int byte;

	while (n < BUFFER && (byte = judge_next_if_any(ch)) >= 0)
		e->incoming[n++] = (u8)byte;
	if (judge_checked(ch))
		return done;
	memcpy(e->buffer, e->incoming, n);
	e->len = n;
	return done;
}

static u8 echo_read(struct echo *e, struct judge_channel *ch)
{
	u32 i;

	for (i = 0; i < e->len && judge_give(ch, e->buffer[i]); i++)
		;
	return done;
}

static u8 echo_sense(struct echo *e, struct judge_channel *ch)
{
	u32 i;

	for (i = 0; i < CSS_SENSE_SIZE; i++)
		if (!judge_give(ch, i < e->dev.sense_len ? e->dev.sense[i] : 0))
			break;
	e->dev.sense_len = 0;
	return done;
}

static u8 echo_search(struct echo *e, struct judge_channel *ch)
{
	bool equal = true;
	u32 n = 0;
	int byte;

	while (n < KEY && (byte = judge_next_if_any(ch)) >= 0) {
		equal = equal && n < e->len && e->buffer[n] == byte;
		n++;
	}
	return equal && n && !judge_checked(ch) ? done | CSS_DSTAT_SM : done;
}

static u8 echo_command(struct judge_device *dev, struct judge_channel *ch, u8 code, u8 path,
		       bool first)
{
	static const u8 id[] = { 0xff, 0xec, 0x40, 0x01, 0xec, 0x40, 0x01 };
	struct echo *e = container_of(dev, struct echo, dev);
	u8 busy = e->busy;
	u32 i;

	e->busy = 0;
	if (busy)
		return busy;
	switch (code) {
	case 0x01:
		return echo_write(e, ch);
	case 0x02:
	case 0x0c:
		return echo_read(e, ch);
	case 0x03:
		dev->immediate = true;
		return done;
	case 0x04:
		return echo_sense(e, ch);
	case 0x13:
		while (judge_next_if_any(ch) >= 0)
			;
		return done;
	case 0x21:
		return echo_search(e, ch);
	case 0x23:
		if (judge_next(ch) < 0)
			return done;
		dev->later = CSS_DSTAT_DE;
		return CSS_DSTAT_CE;
	case 0xe4:
		for (i = 0; i < sizeof(id) && judge_give(ch, id[i]); i++)
			;
		return done;
	}
	return reject(dev);
}

static void echo_reset(struct judge_device *dev)
{
	dev->sense_len = 0;
}

struct judge_device *judge_echo_create(void)
{
	struct echo *e = port_zalloc(sizeof(*e));

	if (!e)
		return NULL;
	e->dev.command = echo_command;
	e->dev.reset = echo_reset;
	return &e->dev;
}

void judge_echo_destroy(struct judge_device *dev)
{
	port_free(container_of(dev, struct echo, dev));
}

void judge_echo_set_busy(struct judge_device *dev, u8 status)
{
	container_of(dev, struct echo, dev)->busy = status;
}
