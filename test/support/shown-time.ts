/** The time that a thread with an altered clock shows at a time of the machine, both in ms. */
let shown = (machineMs: number): number => machineMs

export const shownTime = (machineMs: number): number => shown(machineMs)

export const showTime = (alter: (machineMs: number) => number): void => {
  shown = alter
}
