// SPDX-License-Identifier: GPL-2.0-only
/* GET_INFO, GET_REGION_INFO, GET_IRQ_INFO, and invalid ioctls. */
#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

TEST_F(ccw, device)
{
	struct vfio_device_info info = { .argsz = sizeof(info), .flags = ~0u };

	ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_GET_INFO, &info));
	EXPECT_EQ(VFIO_DEVICE_FLAGS_CCW | VFIO_DEVICE_FLAGS_RESET, info.flags);
	EXPECT_EQ(4, info.num_regions);
	EXPECT_EQ(3, info.num_irqs);
}

TEST_F(ccw, device_argsz)
{
	struct vfio_device_info info = { .argsz = offsetof(struct vfio_device_info, cap_offset) };

	EXPECT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_GET_INFO, &info));
	info.argsz--;
	EXPECT_EQ(-EINVAL, user_ioctl(&self->user, VFIO_DEVICE_GET_INFO, &info));
	EXPECT_EQ(-EFAULT, user_ioctl(&self->user, VFIO_DEVICE_GET_INFO, (void *)1));
}

struct region_arg {
	struct vfio_region_info info;
	struct vfio_region_info_cap_type cap;
	__u8 behind[8];
};

static int region_info(struct user *user, __u32 index, __u32 argsz, struct region_arg *arg)
{
	memset(arg, 0xa5, sizeof(*arg));
	arg->info.argsz = argsz;
	arg->info.index = index;
	return user_ioctl(user, VFIO_DEVICE_GET_REGION_INFO, arg);
}

TEST_F(ccw, io_region)
{
	struct region_arg arg;

	ASSERT_EQ(0, region_info(&self->user, VFIO_CCW_CONFIG_REGION_INDEX, sizeof(arg.info),
				 &arg));
	EXPECT_EQ(VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE, arg.info.flags);
	EXPECT_EQ(0, arg.info.cap_offset);
	EXPECT_EQ(sizeof(struct ccw_io_region), arg.info.size);
	EXPECT_EQ(sizeof(arg.info), arg.info.argsz);
	EXPECT_EQ(0xa5, arg.behind[0]);
}

TEST_F(ccw, other_regions)
{
	static const struct {
		__u32 subtype, flags;
		__u64 size;
	} expected[] = {
		{ VFIO_REGION_SUBTYPE_CCW_ASYNC_CMD,
		  VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE,
		  sizeof(struct ccw_cmd_region) },
		{ VFIO_REGION_SUBTYPE_CCW_SCHIB, VFIO_REGION_INFO_FLAG_READ,
		  sizeof(struct ccw_schib_region) },
		{ VFIO_REGION_SUBTYPE_CCW_CRW, VFIO_REGION_INFO_FLAG_READ,
		  sizeof(struct ccw_crw_region) },
	};

	for (__u32 i = 0; i < 3; i++) {
		struct region_arg arg;

		ASSERT_EQ(0, region_info(&self->user, i + 1, sizeof(arg), &arg));
		EXPECT_EQ(expected[i].flags | VFIO_REGION_INFO_FLAG_CAPS, arg.info.flags);
		EXPECT_EQ(expected[i].size, arg.info.size);
		EXPECT_EQ(sizeof(arg.info), arg.info.cap_offset);
		EXPECT_EQ(VFIO_REGION_INFO_CAP_TYPE, arg.cap.header.id);
		EXPECT_EQ(1, arg.cap.header.version);
		EXPECT_EQ(0, arg.cap.header.next);
		EXPECT_EQ(VFIO_REGION_TYPE_CCW, arg.cap.type);
		EXPECT_EQ(expected[i].subtype, arg.cap.subtype);
		EXPECT_EQ(0xa5, arg.behind[0]);
	}
}

/* Too small for the capability: the size needed is returned, and nothing written beyond. */
TEST_F(ccw, region_argsz)
{
	const size_t need = offsetof(struct region_arg, behind);
	struct region_arg arg;

	for (__u32 i = 1; i <= 3; i++) {
		ASSERT_EQ(0, region_info(&self->user, i, need - 1, &arg));
		EXPECT_EQ(need, arg.info.argsz);
		EXPECT_EQ(0, arg.info.cap_offset);
		EXPECT_TRUE(arg.info.flags & VFIO_REGION_INFO_FLAG_CAPS);
		EXPECT_EQ(0xa5, *(__u8 *)&arg.cap);
		ASSERT_EQ(0, region_info(&self->user, i, need, &arg));
		EXPECT_EQ(VFIO_REGION_TYPE_CCW, arg.cap.type);
	}
	EXPECT_EQ(-EINVAL, region_info(&self->user, 0, sizeof(arg.info) - 1, &arg));
	EXPECT_EQ(-EINVAL, region_info(&self->user, 1, 0, &arg));
}

TEST_F(ccw, region_index)
{
	struct region_arg arg;

	EXPECT_EQ(-EINVAL, region_info(&self->user, 4, sizeof(arg), &arg));
	EXPECT_EQ(-EINVAL, region_info(&self->user, ~0u, sizeof(arg), &arg));
	EXPECT_EQ(-EFAULT, user_ioctl(&self->user, VFIO_DEVICE_GET_REGION_INFO, (void *)1));
}

/* Regions lie apart, so that accesses beyond the end of each can be tested. */
TEST_F(ccw, region_offsets)
{
	for (int i = 0; i < NR_REGIONS; i++)
		for (int k = 0; k < i; k++) {
			__u64 a = self->user.offset[i], b = self->user.offset[k];

			EXPECT_LE(sizeof(struct ccw_io_region), a > b ? a - b : b - a);
		}
}

TEST_F(ccw, irqs)
{
	for (__u32 i = 0; i < 3; i++) {
		struct vfio_irq_info info = { .argsz = sizeof(info), .index = i };

		ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_GET_IRQ_INFO, &info));
		EXPECT_EQ(VFIO_IRQ_INFO_EVENTFD, info.flags);
		EXPECT_EQ(1, info.count);
	}
}

TEST_F(ccw, irq_refusals)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = 3 };

	EXPECT_EQ(-EINVAL, user_ioctl(&self->user, VFIO_DEVICE_GET_IRQ_INFO, &info));
	info.index = ~0u;
	EXPECT_EQ(-EINVAL, user_ioctl(&self->user, VFIO_DEVICE_GET_IRQ_INFO, &info));
	info.index = 0;
	info.argsz = sizeof(info) - 1;
	EXPECT_EQ(-EINVAL, user_ioctl(&self->user, VFIO_DEVICE_GET_IRQ_INFO, &info));
	EXPECT_EQ(-EFAULT, user_ioctl(&self->user, VFIO_DEVICE_GET_IRQ_INFO, (void *)1));
}

TEST_F(ccw, no_ioctl)
{
	EXPECT_EQ(-ENOTTY, user_ioctl(&self->user, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, NULL));
	EXPECT_EQ(-ENOTTY, user_ioctl(&self->user, _IO(';', 250), NULL));
}

TEST_HARNESS_MAIN
