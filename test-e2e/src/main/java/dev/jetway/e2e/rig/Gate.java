package dev.jetway.e2e.rig;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Lets threads pass while it is open. */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean shut; // guarded by lock

  void shut() {
    set(true);
  }

  void open() {
    set(false);
  }

  /** Makes those who wait look at their own reason again. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is open or the caller does not want to pass any more. */
  void pass(BooleanSupplier givenUp) {
    lock.lock();
    try {
      while (shut && !givenUp.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void set(boolean value) {
    lock.lock();
    try {
      shut = value;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
