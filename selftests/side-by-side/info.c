// SPDX-License-Identifier: GPL-2.0-only
/* The device's answers to the info ioctls. */
#include <string.h>

#include "fixture.h"

struct region_arg {
	struct vfio_region_info info;
	struct vfio_region_info_cap_type cap;
};

static void device_info(struct fixture *f, const void *arg)
{
	struct vfio_device_info info = { .argsz = *(const __u32 *)arg };

	report_answer("answer", user_ioctl(&f->user, VFIO_DEVICE_GET_INFO, &info));
	report("argsz %u flags %x regions %u interrupts %u", info.argsz, info.flags,
	    info.num_regions, info.num_irqs);
}

static void say_region(const struct region_arg *arg)
{
	report("argsz %u flags %x at %llx size %llu", arg->info.argsz, arg->info.flags,
	    arg->info.offset, arg->info.size);
	report("capability at %u: %u version %u next %u type %x.%u", arg->info.cap_offset,
	    arg->cap.header.id, arg->cap.header.version, arg->cap.header.next, arg->cap.type,
	    arg->cap.subtype);
}

static void region(struct fixture *f, const void *index)
{
	static const __u32 sizes[] = {
		sizeof(struct region_arg), sizeof(struct region_arg) - 1,
		sizeof(struct vfio_region_info), sizeof(struct vfio_region_info) - 1, 0, ~0u,
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct region_arg arg = {
			.info = { .argsz = sizes[i], .index = *(const __u32 *)index } };

		report_answer("answer",
			   user_ioctl(&f->user, VFIO_DEVICE_GET_REGION_INFO, &arg.info));
		say_region(&arg);
	}
}

static void irq(struct fixture *f, const void *index)
{
	static const __u32 sizes[] = { 16, 15, 0, ~0u };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct vfio_irq_info info = { .argsz = sizes[i], .index = *(const __u32 *)index };

		report_answer("answer", user_ioctl(&f->user, VFIO_DEVICE_GET_IRQ_INFO, &info));
		report("argsz %u flags %x count %u", info.argsz, info.flags, info.count);
	}
}

static void bad_pointers(struct fixture *f, const void *unused)
{
	static const unsigned long cmds[] = {
		VFIO_DEVICE_GET_INFO, VFIO_DEVICE_GET_REGION_INFO, VFIO_DEVICE_GET_IRQ_INFO,
		VFIO_DEVICE_SET_IRQS,
	};

	for (size_t i = 0; i < sizeof(cmds) / sizeof(cmds[0]); i++)
		report_answer("answer", user_ioctl(&f->user, cmds[i], (void *)1));
}

static void no_ioctl(struct fixture *f, const void *unused)
{
	report_answer("answer", user_ioctl(&f->user, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, NULL));
	report_answer("answer", user_ioctl(&f->user, VFIO_DEVICE_QUERY_GFX_PLANE, NULL));
	report_answer("answer", user_ioctl(&f->user, _IO(';', 250), NULL));
}

static const __u32 number[] = { 0, 1, 2, 3, 4, ~0u };
static const __u32 info_size[] = { 20, 24, 16, 15, 0, ~0u };

const struct side_case info_cases[] = {
	{ "info-argsz-20", device_info, &info_size[0] },
	{ "info-argsz-24", device_info, &info_size[1] },
	{ "info-argsz-16", device_info, &info_size[2] },
	{ "info-argsz-15", device_info, &info_size[3] },
	{ "info-argsz-0", device_info, &info_size[4] },
	{ "info-argsz-max", device_info, &info_size[5] },
	{ "region-info-0", region, &number[0] },
	{ "region-info-1", region, &number[1] },
	{ "region-info-2", region, &number[2] },
	{ "region-info-3", region, &number[3] },
	{ "region-info-4", region, &number[4] },
	{ "region-info-max", region, &number[5] },
	{ "irq-info-0", irq, &number[0] },
	{ "irq-info-1", irq, &number[1] },
	{ "irq-info-2", irq, &number[2] },
	{ "irq-info-3", irq, &number[3] },
	{ "irq-info-max", irq, &number[5] },
	{ "ioctl-bad-pointers", bad_pointers },
	{ "ioctl-of-others", no_ioctl },
	{}
};
