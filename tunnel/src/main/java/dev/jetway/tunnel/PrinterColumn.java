package dev.jetway.tunnel;

/**
 * A column that a CustomResourceDefinition gives to tables of its objects: an entry of {@code
 * additionalPrinterColumns}.
 *
 * @param name the column's head
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param format an OpenAPI format, empty if none is given
 * @param description for people, empty if none is given
 * @param priority 0 is always shown, more only in a wide table
 * @param jsonPath where in an object the value is
 */
public record PrinterColumn(
    String name, String type, String format, String description, int priority, String jsonPath) {}
