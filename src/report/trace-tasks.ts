import { visibleCut } from './visible-text.ts';

const NAME_LENGTH = 20;

/** Who is at work: names of tasks, learnt from the records in order, and whether a task is inside a handler. */
export class TraceTasks {
  private readonly names = new Map<number, string>();
  /** Tasks that have not ended: two of one name are told apart by a number. */
  private readonly live = new Set<number>();
  /** Handlers nested in each task's stack; 0 is whoever acts outside tasks. */
  private readonly handlers = new Map<number, number>();
  /** Levels of indentation of each task's stack. */
  private readonly depths = new Map<number, number>();

  /** A task began. @param domid domain it works for, or -1 */
  begin(task: number, name: string, domid: number): void {
    const plain = name.startsWith('xen_pcibk_do_op') ? `worker dom${domid}` : visibleCut(name, NAME_LENGTH);
    const namesakes = [...this.live].filter(
      (other) => this.nameOf(other).replace(/ #\d+$/, '') === plain,
    ).length;
    this.names.set(task, namesakes === 0 ? plain : `${plain} #${namesakes + 1}`);
    this.live.add(task);
  }

  end(task: number): void {
    this.live.delete(task);
  }

  /** Tasks that are not worth a line of their own when they begin and end: others tell what they do. */
  isQuiet(task: number): boolean {
    const name = this.nameOf(task);
    return name.startsWith('worker ') || name === 'xenwatch';
  }

  nameOf(task: number): string {
    return this.names.get(task) ?? `task ${task}`;
  }

  /** Label of what runs now: `interrupt`, a task, or `outside` where no task runs. */
  who(task: number, outside: string): string {
    if ((this.handlers.get(task) ?? 0) > 0) return 'interrupt';
    return task === 0 ? outside : this.nameOf(task);
  }

  enterHandler(task: number): void {
    this.handlers.set(task, (this.handlers.get(task) ?? 0) + 1);
    this.indent(task);
  }

  exitHandler(task: number): void {
    this.outdent(task);
    this.handlers.set(task, Math.max(0, (this.handlers.get(task) ?? 0) - 1));
  }

  indent(task: number): void {
    this.depths.set(task, this.depth(task) + 1);
  }

  outdent(task: number): void {
    this.depths.set(task, Math.max(0, this.depth(task) - 1));
  }

  depth(task: number): number {
    return this.depths.get(task) ?? 0;
  }
}
