// SPDX-License-Identifier: GPL-2.0-only
/* Switching between stacks. */
#include "explore/fiber.h"

#if defined(__x86_64__) && !defined(FIBER_UCONTEXT)

/* Registers that a called function must preserve are saved on the old stack. */
__asm__(".text\n"
	".globl fiber_switch\n"
	"fiber_switch:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq %rsi, %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	retq\n");

void *fiber_create(void *stack, size_t size, void (*run)(void))
{
	void **top = (void **)((char *)stack + size);

	/* As if @run had been called: its stack is 8 bytes off a multiple of 16. */
	*--top = NULL;
	*--top = (void *)run;
	for (int i = 0; i < 6; i++)
		*--top = NULL;
	return top;
}

#else

#include <ucontext.h>

#define MAX_FIBERS	64

static ucontext_t contexts[MAX_FIBERS];
static struct {
	void *stack;
	ucontext_t *context;
} fibers[MAX_FIBERS];
static ucontext_t *running = &contexts[0];

void *fiber_create(void *stack, size_t size, void (*run)(void))
{
	int i = 1;

	while (fibers[i].stack && fibers[i].stack != stack)
		i++;
	fibers[i].stack = stack;
	getcontext(&contexts[i]);
	contexts[i].uc_stack.ss_sp = stack;
	contexts[i].uc_stack.ss_size = size;
	makecontext(&contexts[i], run, 0);
	return &contexts[i];
}

void fiber_switch(void **save, void *load)
{
	ucontext_t *from = running;

	*save = from;
	running = load;
	swapcontext(from, load);
}

#endif
