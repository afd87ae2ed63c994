// SPDX-License-Identifier: GPL-2.0-only
/* The driver on the machine's css bus. */
#include <linux/kernel_stat.h>
#include <linux/module.h>
#include <asm/irq.h>
#include <asm/isc.h>

#include "hw-s390/subchannel.h"

/* Interrupts and path events read it with the subchannel's lock held. */
static void hw_set_drvdata(struct subchannel *sch, struct hw_subchannel *hw)
{
	spin_lock_irq(&sch->lock);
	dev_set_drvdata(&sch->dev, hw);
	spin_unlock_irq(&sch->lock);
}

static int hw_probe(struct subchannel *sch)
{
	struct hw_subchannel *hw;
	int err;

	if (sch->schib.pmcw.qf) {
		dev_warn(&sch->dev, "QDIO subchannels cannot be passed through\n");
		return -ENODEV;
	}
	hw = hw_create(sch);
	if (!hw)
		return -ENOMEM;
	hw_path_init(hw);
	hw_set_drvdata(sch, hw);
	hw_path_find(hw);
	err = vfio_ccw_subchannel_register(&hw->user);
	if (err) {
		hw_set_drvdata(sch, NULL);
		hw_path_exit(hw);
		hw_put(hw);
	}
	return err;
}

static void hw_remove(struct subchannel *sch)
{
	struct hw_subchannel *hw = dev_get_drvdata(&sch->dev);

	vfio_ccw_subchannel_unregister(&hw->user);
	hw_set_drvdata(sch, NULL);
	hw_path_exit(hw);
	hw_put(hw);
}

static void hw_shutdown(struct subchannel *sch)
{
	struct hw_subchannel *hw = dev_get_drvdata(&sch->dev);

	if (hw)
		vfio_ccw_subchannel_shutdown(&hw->user);
}

static_assert(sizeof(struct irb) == offsetof(struct css_irb, emw));

/*
 * The common I/O layer holds the subchannel's lock, and has stored the IRB, except
 * for the extended-measurement word, which this driver does not enable.
 */
static void hw_interrupt(struct subchannel *sch)
{
	struct hw_subchannel *hw = dev_get_drvdata(&sch->dev);
	struct css_irb irb = {};

	lockdep_assert_held(&sch->lock);
	memcpy(&irb, this_cpu_ptr(&cio_irb), sizeof(struct irb));
	inc_irq_stat(IRQIO_CIO);
	if (hw)
		vfio_ccw_subchannel_interrupt(&hw->user, &irb);
}

static struct css_device_id hw_ids[] = {
	{ .match_flags = 1, .type = SUBCHANNEL_TYPE_IO },
	{}
};
MODULE_DEVICE_TABLE(css, hw_ids);

static struct css_driver hw_driver = {
	.drv = {
		.name = "vfio_ccw",
		.owner = THIS_MODULE,
	},
	.subchannel_type = hw_ids,
	.probe = hw_probe,
	.remove = hw_remove,
	.shutdown = hw_shutdown,
	.irq = hw_interrupt,
	.sch_event = hw_event,
	.chp_event = hw_path_event,
};

int vfio_ccw_bus_register(void)
{
	int err;

	isc_register(VFIO_CCW_ISC);
	err = css_driver_register(&hw_driver);
	if (err)
		isc_unregister(VFIO_CCW_ISC);
	return err;
}

void vfio_ccw_bus_unregister(void)
{
	css_driver_unregister(&hw_driver);
	isc_unregister(VFIO_CCW_ISC);
}
