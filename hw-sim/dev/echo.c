// SPDX-License-Identifier: GPL-2.0-only
/* A device that accepts and returns bytes, for tests. */
#include "hw-sim/dev/echo.h"

#define MICROSECOND	1000u

struct echo {
	struct sim_device dev;
	u8 next_status;
	u32 chains;
	u32 resets;
	u32 len;
	u8 buffer[ECHO_BUFFER];
	u8 incoming[ECHO_BUFFER];
};

static const u8 sense_id[7] = { 0xff, 0xec, 0x40, 0x01, 0xec, 0x40, 0x01 };

static struct echo *echo_of(struct sim_device *dev)
{
	return container_of(dev, struct echo, dev);
}

static void echo_reject(struct sim_device *dev, struct sim_reply *reply)
{
	memset(dev->sense, 0, sizeof(dev->sense));
	dev->sense[0] = ECHO_COMMAND_REJECT;
	dev->sense_len = CSS_SENSE_SIZE;
	reply->status |= CSS_DSTAT_UC;
}

/* The bytes of a write replace those of the previous one, unless a check ends it. */
static void echo_write(struct echo *echo, struct sim_channel *ch)
{
	u32 len = (u32)sim_channel_get_all(ch, echo->incoming, sizeof(echo->incoming));

	if (sim_channel_checked(ch))
		return;
	platform_assert(len <= sizeof(echo->buffer));
	memcpy(echo->buffer, echo->incoming, len);
	echo->len = len;
}

static void echo_control(struct sim_channel *ch)
{
	u8 buf[64];

	while (sim_channel_get_all(ch, buf, sizeof(buf)) == sizeof(buf))
		;
}

/* Does the buffer begin with the bytes of the argument? */
static void echo_search(struct echo *echo, struct sim_channel *ch, struct sim_reply *reply)
{
	u8 key[64];
	size_t len = sim_channel_get_all(ch, key, sizeof(key));

	if (!sim_channel_checked(ch) && len && len <= echo->len && !memcmp(key, echo->buffer, len))
		reply->status |= CSS_DSTAT_SM;
}

static void echo_slow(struct sim_channel *ch, struct sim_reply *reply)
{
	u8 time;

	/* Without a parameter there is no delay. */
	if (!sim_channel_get(ch, &time, sizeof(time)))
		return;
	reply->status = CSS_DSTAT_CE;
	reply->later_status = CSS_DSTAT_DE;
	reply->later_time = (u64)time * MICROSECOND;
}

static void echo_sense(struct sim_device *dev, struct sim_channel *ch)
{
	u8 none[CSS_SENSE_SIZE] = { 0 };

	sim_channel_put(ch, dev->sense_len ? dev->sense : none, CSS_SENSE_SIZE);
	dev->sense_len = 0;
}

static void echo_transfer(struct sim_device *dev, struct sim_channel *ch, u8 code,
			  struct sim_reply *reply)
{
	struct echo *echo = echo_of(dev);

	switch (code) {
	case ECHO_WRITE:
		echo_write(echo, ch);
		break;
	case ECHO_READ:
	case ECHO_READ_BACKWARD:
		sim_channel_put(ch, echo->buffer, echo->len);
		break;
	case ECHO_SENSE:
		echo_sense(dev, ch);
		break;
	case ECHO_CONTROL:
		echo_control(ch);
		break;
	case ECHO_SEARCH:
		echo_search(echo, ch, reply);
		break;
	case ECHO_SLOW:
		echo_slow(ch, reply);
		break;
	case ECHO_SENSE_ID:
		sim_channel_put(ch, sense_id, sizeof(sense_id));
		break;
	default:
		echo_reject(dev, reply);
		break;
	}
}

static void echo_command(struct sim_device *dev, struct sim_channel *ch,
			 const struct sim_command *cmd, struct sim_reply *reply)
{
	struct echo *echo = echo_of(dev);

	if (unlikely(echo->next_status)) {
		reply->status = echo->next_status;
		echo->next_status = 0;
		return;
	}
	reply->status = CSS_DSTAT_CE | CSS_DSTAT_DE;
	reply->time = dev->latency;
	if (cmd->code == ECHO_NOP)
		reply->immediate = true;
	else
		echo_transfer(dev, ch, cmd->code, reply);
}

static void echo_end_of_chain(struct sim_device *dev)
{
	echo_of(dev)->chains++;
}

static void echo_reset(struct sim_device *dev)
{
	echo_of(dev)->resets++;
	dev->sense_len = 0;
}

static void echo_destroy(struct sim_device *dev)
{
	platform_free(echo_of(dev));
}

static const struct sim_device_ops echo_ops = {
	.type = "echo",
	.command = echo_command,
	.end_of_chain = echo_end_of_chain,
	.reset = echo_reset,
	.destroy = echo_destroy,
};

struct sim_device *echo_create(void)
{
	struct echo *echo = platform_zalloc(sizeof(*echo));

	if (!echo)
		return NULL;
	echo->dev.ops = &echo_ops;
	return &echo->dev;
}

void echo_set_busy(struct sim_device *dev, u8 status)
{
	echo_of(dev)->next_status = status;
}

u32 echo_chains(const struct sim_device *dev)
{
	return container_of(dev, const struct echo, dev)->chains;
}

u32 echo_resets(const struct sim_device *dev)
{
	return container_of(dev, const struct echo, dev)->resets;
}
