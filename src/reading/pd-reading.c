/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-reading-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
value_free (gpointer data)
{
  PdReadingValue *value = data;

  g_free (value->text);
  g_free (value);
}

static void
line_free (gpointer data)
{
  PdReadingLine *line = data;

  for (guint i = 0; i < PD_READING_LINE_N_FIELDS; i++)
    g_free (line->values[i]);
  g_free (line);
}

static void
particular_free (gpointer data)
{
  PdReadingParticular *particular = data;

  g_free (particular->name);
  g_free (particular->text);
  g_free (particular);
}

static void
warning_free (gpointer data)
{
  PdReadingWarning *warning = data;

  g_free (warning->sentence);
  g_free (warning);
}

/**
 * pd_reading_new:
 * @file: the name of the file, for people
 * @format: what it is: "pdf", "ofd", "xml", "xbrl" or "image"
 *
 * Returns: (transfer full): a reading that says nothing yet
 */
PdReading *
pd_reading_new (const char *file, const char *format)
{
  PdReading *self = g_new0 (PdReading, 1);

  self->file = g_strdup (file);
  self->format = g_strdup (format);
  for (guint i = 0; i < PD_READING_N_FIELDS; i++)
    self->values[i] = g_ptr_array_new_with_free_func (value_free);
  for (guint i = 0; i < PD_READING_N_SOURCES; i++)
    {
      self->lines[i] = g_ptr_array_new_with_free_func (line_free);
      self->particulars[i] = g_ptr_array_new_with_free_func (particular_free);
    }
  self->warnings = g_ptr_array_new_with_free_func (warning_free);
  self->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_signature_free);
  return self;
}

/**
 * pd_reading_free:
 * @self: (transfer full): a reading
 */
void
pd_reading_free (PdReading *self)
{
  for (guint i = 0; i < PD_READING_N_FIELDS; i++)
    g_ptr_array_unref (self->values[i]);
  for (guint i = 0; i < PD_READING_N_SOURCES; i++)
    {
      g_ptr_array_unref (self->lines[i]);
      g_ptr_array_unref (self->particulars[i]);
    }
  g_ptr_array_unref (self->warnings);
  g_ptr_array_unref (self->signatures);
  g_free (self->paper);
  g_free (self->format);
  g_free (self->file);
  g_free (self);
}

/* A text that is no value of its kind is told, never guessed at. */
static char *
take_text (PdReading *self, const PdReadingFieldInfo *info, int field, int line, const char *text)
{
  g_autofree char *canonical = pd_reading_canonicalize (info->kind, text);
  g_autofree char *shown = NULL;

  if (strlen (text) > PD_READING_MAX_TEXT)
    pd_reading_warn (self, "cut", field, line, _ ("“%s” is longer than any invoice has it and was cut."),
                     _ (info->label));
  if (canonical != NULL)
    return *canonical != '\0' ? g_steal_pointer (&canonical) : NULL;

  shown = pd_reading_canonicalize (PD_READING_KIND_TEXT, text);
  pd_reading_warn (self, "malformed", field, line, _ ("“%1$s” reads “%2$s”, which cannot be understood."),
                   _ (info->label), shown);
  return NULL;
}

/**
 * pd_reading_offer:
 * @self: a reading, not settled
 * @field: a field
 * @source: where it was read
 * @confidence: how sure the text is right, 0–100
 * @text: (nullable): as it stands there; hostile
 *
 * Tells what one source says of a field. Nothing stands for nothing; what cannot be a value of this field's kind is
 * left out with a warning. One source may offer a field several times: the surest counts.
 *
 * Returns: whether @text was taken
 */
gboolean
pd_reading_offer (PdReading *self,
                  PdReadingField field,
                  PdReadingSource source,
                  guint confidence,
                  const char *text)
{
  PdReadingValue *value;
  char *canonical;

  g_return_val_if_fail ((guint) field < PD_READING_N_FIELDS && !self->settled, FALSE);

  if (text == NULL || self->values[field]->len >= 4 * PD_READING_N_SOURCES)
    return FALSE;
  canonical = take_text (self, &pd_reading_fields[field], (int) field, -1, text);
  if (canonical == NULL)
    return FALSE;

  value = g_new0 (PdReadingValue, 1);
  value->source = source;
  value->confidence = MIN (confidence, 100);
  value->text = canonical;
  g_ptr_array_add (self->values[field], value);
  return TRUE;
}

/**
 * pd_reading_add_line:
 * @self: a reading, not settled
 * @source: where the line was read; each source has a list of its own
 *
 * Returns: (transfer none) (nullable): an empty line to fill with pd_reading_set_line(), or %NULL when there are
 *   %PD_READING_MAX_LINES
 */
PdReadingLine *
pd_reading_add_line (PdReading *self, PdReadingSource source)
{
  PdReadingLine *line;

  g_return_val_if_fail ((guint) source < PD_READING_N_SOURCES && !self->settled, NULL);

  if (self->lines[source]->len >= PD_READING_MAX_LINES)
    {
      if (self->lines[source]->len == PD_READING_MAX_LINES)
        pd_reading_warn (self, "cut", -1, -1,
                         _ ("The file has more than %d lines; the others were left out."),
                         PD_READING_MAX_LINES);
      return NULL;
    }
  line = g_new0 (PdReadingLine, 1);
  g_ptr_array_add (self->lines[source], line);
  return line;
}

/**
 * pd_reading_set_line:
 * @self: the line's reading
 * @line: a line of pd_reading_add_line()
 * @field: a field
 * @text: (nullable): as it stands there; hostile
 *
 * Returns: whether @text was taken
 */
gboolean
pd_reading_set_line (PdReading *self, PdReadingLine *line, PdReadingLineField field, const char *text)
{
  char *canonical;

  g_return_val_if_fail ((guint) field < PD_READING_LINE_N_FIELDS, FALSE);

  if (text == NULL)
    return FALSE;
  canonical = take_text (self, &pd_reading_line_fields[field], -1, -1, text);
  if (canonical == NULL)
    return FALSE;
  g_free (line->values[field]);
  line->values[field] = canonical;
  return TRUE;
}

/**
 * pd_reading_add_particular:
 * @self: a reading, not settled
 * @source: where it was read; each source has a list of its own
 * @group: which journey, vehicle or item, counted from 0
 * @name: what it is
 * @text: (nullable): as it stands there; hostile
 */
void
pd_reading_add_particular (PdReading *self,
                           PdReadingSource source,
                           guint group,
                           const char *name,
                           const char *text)
{
  g_autofree char *clean = NULL;
  PdReadingParticular *particular;

  if (text == NULL || self->particulars[source]->len >= PD_READING_MAX_PARTICULARS)
    return;
  clean = pd_reading_canonicalize (PD_READING_KIND_TEXT, text);
  if (*clean == '\0')
    return;
  particular = g_new0 (PdReadingParticular, 1);
  particular->group = group;
  particular->name = pd_reading_canonicalize (PD_READING_KIND_TEXT, name);
  particular->text = g_steal_pointer (&clean);
  g_ptr_array_add (self->particulars[source], particular);
}

/**
 * pd_reading_warn:
 * @self: a reading
 * @code: (not nullable): a static word for programs
 * @field: a #PdReadingField, or -1
 * @line: a line's index, or -1
 * @format: a translated sentence, as for printf()
 * @...: its values
 *
 * Tells something that a person should look at. The same sentence is kept once.
 */
void
pd_reading_warn (PdReading *self, const char *code, int field, int line, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  PdReadingWarning *warning;
  va_list values;

  if (self->warnings->len >= PD_READING_MAX_WARNINGS)
    return;
  va_start (values, format);
  sentence = g_strdup_vprintf (format, values);
  va_end (values);
  for (guint i = 0; i < self->warnings->len; i++)
    {
      warning = self->warnings->pdata[i];
      if (g_str_equal (warning->sentence, sentence))
        return;
    }
  warning = g_new0 (PdReadingWarning, 1);
  warning->code = code;
  warning->field = field;
  warning->line = line;
  warning->sentence = g_steal_pointer (&sentence);
  g_ptr_array_add (self->warnings, warning);
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const PdReadingValue *first = *(PdReadingValue *const *) a;
  const PdReadingValue *second = *(PdReadingValue *const *) b;

  if (first->confidence != second->confidence)
    return first->confidence > second->confidence ? -1 : 1;
  return (int) first->source - (int) second->source;
}

static PdReadingSource
first_filled (GPtrArray *const *lists)
{
  for (guint i = 0; i < PD_READING_N_SOURCES; i++)
    if (lists[i]->len > 0)
      return i;
  return PD_READING_SOURCE_DERIVED;
}

/**
 * pd_reading_take_signatures:
 * @self: a reading, not settled
 * @signatures: (transfer full) (element-type PdSignature): all of its file
 *
 * Keeps what the file's signatures are worth, and warns of a file that is not what was signed. Whether a signer is known
 * does not make the values right or wrong.
 */
void
pd_reading_take_signatures (PdReading *self, GPtrArray *signatures)
{
  g_return_if_fail (!self->settled);

  g_ptr_array_unref (self->signatures);
  self->signatures = signatures;
  for (guint i = 0; i < signatures->len; i++)
    {
      const PdSignature *signature = signatures->pdata[i];
      g_autofree char *sentence = pd_signature_sentence (signature);

      if (signature->verdict == PD_SIGNATURE_CHANGED)
        pd_reading_warn (self, "signature", -1, -1, "%s", sentence);
    }
}

/**
 * pd_reading_settle:
 * @self: a reading to which every source has offered what it has
 *
 * Chooses the surest value of each field and the lines of the most trusted source that has any, and holds the sources
 * against each other: every difference becomes a warning, and none is hidden. Nothing may be offered afterwards.
 */
void
pd_reading_settle (PdReading *self)
{
  g_return_if_fail (!self->settled);

  for (guint i = 0; i < PD_READING_N_FIELDS; i++)
    g_ptr_array_sort (self->values[i], compare_values);
  self->lines_source = first_filled (self->lines);
  self->particulars_source = first_filled (self->particulars);
  pd_reading_derive (self);
  pd_reading_check (self);
  self->settled = TRUE;
}

/**
 * pd_reading_get_file:
 * @self: a reading
 *
 * Returns: (transfer none): the name of the file
 */
const char *
pd_reading_get_file (const PdReading *self)
{
  return self->file;
}

/**
 * pd_reading_get_format:
 * @self: a reading
 *
 * Returns: (transfer none): "pdf", "ofd", "xml", "xbrl" or "image"
 */
const char *
pd_reading_get_format (const PdReading *self)
{
  return self->format;
}

/**
 * pd_reading_get_value:
 * @self: a settled reading
 * @field: a field
 *
 * Returns: (transfer none) (nullable): the value chosen, with its source and confidence
 */
const PdReadingValue *
pd_reading_get_value (const PdReading *self, PdReadingField field)
{
  g_return_val_if_fail ((guint) field < PD_READING_N_FIELDS, NULL);
  return self->values[field]->len > 0 ? self->values[field]->pdata[0] : NULL;
}

/**
 * pd_reading_get:
 * @self: a settled reading
 * @field: a field
 *
 * Returns: (transfer none) (nullable): the text chosen, canonical
 */
const char *
pd_reading_get (const PdReading *self, PdReadingField field)
{
  const PdReadingValue *value = pd_reading_get_value (self, field);

  return value == NULL ? NULL : value->text;
}

/**
 * pd_reading_get_values:
 * @self: a settled reading
 * @field: a field
 *
 * Returns: (transfer none) (element-type PdReadingValue): all that was offered, the chosen one first
 */
GPtrArray *
pd_reading_get_values (const PdReading *self, PdReadingField field)
{
  g_return_val_if_fail ((guint) field < PD_READING_N_FIELDS, NULL);
  return self->values[field];
}

/**
 * pd_reading_get_lines_source:
 * @self: a settled reading
 *
 * Returns: where the lines were read
 */
PdReadingSource
pd_reading_get_lines_source (const PdReading *self)
{
  return self->lines_source;
}

/**
 * pd_reading_get_lines:
 * @self: a settled reading
 *
 * Returns: (transfer none) (element-type PdReadingLine): the lines of the most trusted source; empty when none has any
 */
GPtrArray *
pd_reading_get_lines (const PdReading *self)
{
  return self->lines[self->lines_source];
}

/**
 * pd_reading_get_lines_of:
 * @self: a reading
 * @source: a source
 *
 * Returns: (transfer none) (element-type PdReadingLine): the lines that one source has
 */
GPtrArray *
pd_reading_get_lines_of (const PdReading *self, PdReadingSource source)
{
  g_return_val_if_fail ((guint) source < PD_READING_N_SOURCES, NULL);
  return self->lines[source];
}

/**
 * pd_reading_get_particulars:
 * @self: a settled reading
 *
 * Returns: (transfer none) (element-type PdReadingParticular): what only this kind of invoice has
 */
GPtrArray *
pd_reading_get_particulars (const PdReading *self)
{
  return self->particulars[self->particulars_source];
}

/**
 * pd_reading_get_signatures:
 * @self: a settled reading
 *
 * Returns: (transfer none) (element-type PdSignature): what each signature of the file is worth; none when it is not
 *   signed
 */
GPtrArray *
pd_reading_get_signatures (const PdReading *self)
{
  return self->signatures;
}

/**
 * pd_reading_get_warnings:
 * @self: a settled reading
 *
 * Returns: (transfer none) (element-type PdReadingWarning): what a person should look at
 */
GPtrArray *
pd_reading_get_warnings (const PdReading *self)
{
  return self->warnings;
}

/**
 * pd_reading_is_invoice:
 * @self: a settled reading
 *
 * Returns: whether the file was recognised as an invoice: it has a number, and a total or an amount
 */
gboolean
pd_reading_is_invoice (const PdReading *self)
{
  return pd_reading_get (self, PD_READING_NUMBER) != NULL &&
         (pd_reading_get (self, PD_READING_TOTAL) != NULL ||
          pd_reading_get (self, PD_READING_AMOUNT) != NULL);
}
