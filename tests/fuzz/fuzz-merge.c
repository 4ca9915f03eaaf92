/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-bytes.h"
#include "fuzz-target.h"

#include "model/merge-laws.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-tax.h"
#include "model/record-generator.h"
#include "wire/pd-wire.h"

#include <stdlib.h>

/*
 * An input is a program: of which type, then edits that make the base, then edits of one person, of another, and a
 * patch as nobody's program would make it. An edit takes a handful of bytes; few values, so that edits meet.
 */

const FuzzTarget fuzz_target = { .name = "merge",
                                 .is_text = FALSE,
                                 .max_size = 1024,
                                 .max_time = 2 * G_TIME_SPAN_SECOND };

#define MAX_EDITS 14
#define N_LINES 5

static void fail_with (const char *headline, ...) G_GNUC_NULL_TERMINATED;

static void
fail_with (const char *headline, ...)
{
  va_list arguments;
  const char *name;

  g_printerr ("%s\n", headline);
  va_start (arguments, headline);
  while ((name = va_arg (arguments, const char *)) != NULL)
    {
      g_autofree char *text = describe_record (va_arg (arguments, const PdRecord *));

      g_printerr ("  %s:%s\n", name, text);
    }
  va_end (arguments);
  abort ();
}

static char *
decode_words (FuzzBytes *bytes, const PdField *field, const char *now)
{
  static const char *const words[] = { "甲", "乙", "x\ny", "\n", "y", "", " ", "甲\n" };
  const char *word = words[fuzz_below (bytes, G_N_ELEMENTS (words))];
  guint how = fuzz_below (bytes, 4);
  guint limit = field->limit > 0 ? MIN (field->limit, 2000) : 60;

  if (how == 0 && now != NULL) /* written on */
    return g_strdup_printf ("%s%s%s", now, fuzz_byte (bytes) % 2 ? "\n" : "", word);
  if (how == 1) /* as long as it may be, and a little around that */
    return g_strnfill (limit - 2 + fuzz_below (bytes, 4), 'a' + (char) fuzz_below (bytes, 3));
  if (how == 2 && now != NULL) /* cut short */
    return g_utf8_substring (now, 0, g_utf8_strlen (now, -1) / 2);
  return g_strdup (word);
}

static char *
decode_text (FuzzBytes *bytes, const PdField *field, const char *now)
{
  static const char *const decimals[] = { "0",  "1",     "3.5",           "0.0000000000001",  "999999999999",
                                          "-3", "-0.01", "117.699115044", "999999999999.9999" };
  static const char *const rates[] = { "0.13", "0.06", "0",   PD_TAX_RATE_EXEMPT, PD_TAX_RATE_NON_TAXABLE,
                                       "0.05", "1",    "what" };
  static const char *const dates[] = { "2026-03-01", "2027-01-01", "2026-12-31" };
  guint n = 0;

  switch (field->kind)
    {
    case PD_KIND_DECIMAL:
      return g_strdup (decimals[fuzz_below (bytes, G_N_ELEMENTS (decimals))]);
    case PD_KIND_RATE:
      return g_strdup (rates[fuzz_below (bytes, G_N_ELEMENTS (rates))]);
    case PD_KIND_DATE:
      return g_strdup (dates[fuzz_below (bytes, G_N_ELEMENTS (dates))]);
    case PD_KIND_CHOICE:
      while (field->choices[n].value != NULL)
        n++;
      return g_strdup (field->choices[fuzz_below (bytes, n)].value);
    case PD_KIND_REFERENCE:
      return g_strdup_printf ("00000000-0000-7000-8000-2%011x", fuzz_below (bytes, 3));
    default:
      return decode_words (bytes, field, now);
    }
}

static void
decode_value (FuzzBytes *bytes, PdRecord *record, guint field)
{
  static const gint64 numbers[] = { 0,     1,    -1,           100,           23500,
                                    99999, -100, PD_MONEY_MAX, -PD_MONEY_MAX, 1794000000000000 };
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  g_autofree char *text = NULL;

  if (fuzz_byte (bytes) % 8 == 0)
    {
      pd_record_clear (record, field);
      return;
    }
  if (table->kind == PD_KIND_FLAG)
    pd_record_set_flag (record, field, fuzz_byte (bytes) % 2);
  else if (!pd_field_is_text (table))
    pd_record_set_integer (record, field, numbers[fuzz_below (bytes, G_N_ELEMENTS (numbers))]);
  else
    {
      text = decode_text (bytes, table, pd_record_get_text (record, field));
      pd_record_set_text (record, field, text);
    }
}

/* Anything of it may change: what only the platform writes too, when it is the platform's. */
static void
decode_field (FuzzBytes *bytes, PdRecord *record, gboolean by_platform)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  guint field = fuzz_below (bytes, type->n_fields);

  if (pd_field_is_mergeable (&type->fields[field]) ||
      (by_platform && type->fields[field].merge == PD_MERGE_SERVER))
    decode_value (bytes, record, field);
}

static char *
decode_line_id (FuzzBytes *bytes)
{
  return g_strdup_printf ("00000000-0000-7000-8000-%012x", fuzz_below (bytes, N_LINES));
}

static gboolean
has_platforms_fields (const PdRecordType *type)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].merge == PD_MERGE_SERVER)
      return TRUE;
  return FALSE;
}

static void
decode_line_edit (FuzzBytes *bytes, PdRecord *record, const PdRecord *base, gboolean by_platform)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  guint list = fuzz_below (bytes, type->n_lists);
  g_autofree char *id = decode_line_id (bytes);
  PdRecord *line = pd_record_find_line (record, list, id);
  gboolean removes = fuzz_byte (bytes) % 8 == 0;

  if (!by_platform && !pd_record_type_is_editable (type->lists[list]))
    return;
  if (line != NULL && removes)
    {
      pd_record_remove_line (record, list, id);
      return;
    }
  if (line == NULL)
    {
      /* A person who puts a line back does not have what the platform wrote in it. */
      if (!by_platform && has_platforms_fields (type->lists[list]) &&
          pd_record_find_line (base, list, id) != NULL)
        return;
      line = pd_record_new (type->lists[list], id);
      pd_record_add_line (record, list, line);
      for (guint i = fuzz_below (bytes, 6); i > 0; i--)
        decode_field (bytes, line, by_platform);
    }
  decode_field (bytes, line, by_platform);
}

static PdRecord *
decode_edits (FuzzBytes *bytes, const PdRecord *before, const PdRecord *base, gboolean by_platform)
{
  PdRecord *after = pd_record_copy (before);

  for (guint i = fuzz_below (bytes, MAX_EDITS); i > 0; i--)
    if (pd_record_get_record_type (after)->n_lists > 0 && fuzz_byte (bytes) % 2)
      decode_line_edit (bytes, after, base, by_platform);
    else
      decode_field (bytes, after, by_platform);
  pd_record_sort_lines (after);
  pd_record_derive (after);
  return after;
}

static const PdRecordType *
decode_type (FuzzBytes *bytes)
{
  const PdRecordType *const *types = pd_record_types ();
  guint n_types = 0;
  guint8 byte = fuzz_byte (bytes);

  while (types[n_types] != NULL)
    n_types++;
  /* Most of the time the one with the most rules. */
  return byte % 2 == 0 ? &pd_order_type : types[(byte / 2) % n_types];
}

/* Changes that fit nothing: of any atom of the tables, from anything to anything, of lines that may not be there. */
static PdPatch *
decode_forged_patch (FuzzBytes *bytes, const PdRecordType *type)
{
  PdPatch *patch = pd_patch_new (type);

  for (guint i = fuzz_below (bytes, MAX_EDITS); i > 0; i--)
    {
      int list = (int) fuzz_below (bytes, type->n_lists + 1) - 1;
      const PdRecordType *part = list < 0 ? type : type->lists[list];
      g_autofree char *id = decode_line_id (bytes);
      g_autoptr (PdRecord) before = pd_record_new (part, id), after = pd_record_new (part, id);
      guint field = fuzz_below (bytes, part->n_fields), how = fuzz_below (bytes, 6);

      decode_value (bytes, before, field);
      decode_value (bytes, after, field);
      if (list >= 0 && how == 0)
        pd_patch_add_line (patch, list, after);
      else if (list >= 0 && how == 1)
        pd_patch_remove_line (patch, list, before);
      else
        pd_patch_add_set (patch, list, list < 0 ? NULL : id, pd_field_atom (&part->fields[field]), before,
                          after);
    }
  return patch;
}

/* What only the platform writes stays, whatever a patch says. */
static void
assert_platforms_fields_equal (const PdRecord *before, const PdRecord *after)
{
  const PdRecordType *type = pd_record_get_record_type (before);

  for (guint i = 0; i < type->n_fields; i++)
    g_assert_true (type->fields[i].merge != PD_MERGE_SERVER || pd_record_field_equal (before, after, i));
  for (guint list = 0; list < type->n_lists; list++)
    if (!pd_record_type_is_editable (type->lists[list]))
      g_assert_cmpuint (pd_record_get_list (before, list)->len, ==, pd_record_get_list (after, list)->len);
}

/* As it arrives is as it was sent. */
static PdPatch *
send_patch (const PdPatch *patch)
{
  g_autofree char *text = pd_wire_patch_to_text (patch), *again = NULL;
  g_autoptr (GError) error = NULL;
  PdPatch *arrived = pd_wire_patch_from_text (pd_patch_get_record_type (patch), text, &error);

  g_assert_no_error (error);
  again = pd_wire_patch_to_text (arrived);
  g_assert_cmpstr (text, ==, again);
  return arrived;
}

static void
try_forged_patch (FuzzBytes *bytes, const PdRecord *record)
{
  g_autoptr (PdPatch) forged = decode_forged_patch (bytes, pd_record_get_record_type (record));
  g_autoptr (PdPatch) more = decode_forged_patch (bytes, pd_record_get_record_type (record));
  g_autoptr (PdPatch) arrived = send_patch (forged), folded = pd_patch_fold (forged, more), sent = NULL;
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new (), same_conflicts = g_ptr_array_new ();
  g_autoptr (PdRecord) result = pd_patch_apply (forged, record, conflicts);
  g_autoptr (PdRecord) same = pd_patch_apply (arrived, record, same_conflicts), other = NULL;

  if (!pd_record_equal (result, same) || conflicts->len != same_conflicts->len)
    fail_with ("A patch that was sent does something else.", "on", record, "here", result, "there", same,
               NULL);
  assert_platforms_fields_equal (record, result);
  if (!merge_is_sound (result))
    fail_with ("A forged patch leaves an unsound record.", "before", record, "after", result, NULL);
  sent = send_patch (folded);
  other = pd_patch_apply (sent, record, NULL);
  assert_platforms_fields_equal (record, other);
}

/* What is merged is read and written like everything else, with the same hash. */
static void
assert_same_on_the_wire (const PdRecord *record)
{
  g_autofree char *text = pd_wire_record_to_text (record), *hash = pd_wire_record_content_hash (record);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) again = pd_wire_record_from_text (text, -1, &error);
  g_autofree char *same_hash = again != NULL ? pd_wire_record_content_hash (again) : NULL;

  g_assert_no_error (error);
  g_assert_true (pd_record_equal (record, again));
  g_assert_cmpstr (hash, ==, same_hash);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzBytes bytes = { data, MIN (size, fuzz_target.max_size) };
  const PdRecordType *type = decode_type (&bytes);
  g_autoptr (PdRecord) empty = pd_record_new (type, "0190b2f4-0000-7000-8000-000000000001");
  g_autoptr (PdRecord) base = decode_edits (&bytes, empty, empty, TRUE);
  g_autoptr (PdRecord) local = decode_edits (&bytes, base, base, FALSE);
  g_autoptr (PdRecord) remote = decode_edits (&bytes, base, base, FALSE);
  g_autoptr (PdRecord) next = decode_edits (&bytes, local, base, FALSE);
  g_autoptr (PdRecord) theirs = decode_edits (&bytes, remote, base, TRUE);
  g_autoptr (PdPatch) mine = pd_diff (base, local), sent = send_patch (mine);
  g_autoptr (PdRecord) merged = pd_patch_apply (sent, theirs, NULL);
  const char *law = merge_find_broken_law (base, local, remote);

  if (law != NULL)
    fail_with (law, "base", base, "local", local, "remote", remote, NULL);
  law = merge_find_broken_patch_law (base, local, next);
  if (law != NULL)
    fail_with (law, "a", base, "b", local, "c", next, NULL);
  assert_platforms_fields_equal (theirs, merged);
  if (!merge_is_sound (merged))
    fail_with ("A merge leaves an unsound record.", "mine", local, "theirs", theirs, "merged", merged, NULL);
  assert_same_on_the_wire (merged);
  try_forged_patch (&bytes, theirs);
  return 0;
}
