package dev.jetway.e2e.connect;

/**
 * How it shows that a connector misses a right.
 *
 * @param atStart whether the connector is started without it, since it is used at the start alone
 * @param before what is done while the right is there, and the connector runs or, if it is to be
 *     started without it, is stopped
 * @param use what makes it use the right; may be done several times
 * @param shows what people see, once a request was refused
 */
record RightLoss(boolean atStart, Runnable before, Runnable use, Runnable shows) {
  /** Of a right that is used again and again. */
  static RightLoss live() {
    return new RightLoss(false, () -> {}, () -> {}, () -> {});
  }

  /** Of a right that is used at the start alone. */
  static RightLoss atTheStart() {
    return new RightLoss(true, () -> {}, () -> {}, () -> {});
  }

  RightLoss before(Runnable action) {
    return new RightLoss(atStart, action, use, shows);
  }

  RightLoss use(Runnable action) {
    return new RightLoss(atStart, before, action, shows);
  }

  RightLoss shows(Runnable assertion) {
    return new RightLoss(atStart, before, use, assertion);
  }
}
