/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/record-generator.h"

#include "model/pd-attachment.h"
#include "model/pd-id.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-tax.h"

char *
generate_id (GRand *random)
{
  guint8 bytes[16];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) g_rand_int_range (random, 0, 256);
  return pd_id_from_digest (bytes);
}

static guint
pick (GRand *random, guint n)
{
  return (guint) g_rand_int_range (random, 0, (gint32) n);
}

static gint64
generate_integer (GRand *random, const PdField *field)
{
  static const gint64 edges[] = { 0, 1, -1, 99, -100, G_MAXINT64, G_MININT64, G_GINT64_CONSTANT (1) << 53 };
  static const gint64 money_edges[] = { 0, 1, -1, 99, -100, PD_MONEY_MAX, -PD_MONEY_MAX, 23500 };
  guint edge = pick (random, 2 * G_N_ELEMENTS (edges));

  if (field->kind == PD_KIND_FLAG)
    return g_rand_boolean (random);
  if (edge < G_N_ELEMENTS (edges))
    return field->kind == PD_KIND_MONEY ? money_edges[edge] : edges[edge];
  return ((gint64) g_rand_int (random) << 20) - G_GINT64_CONSTANT (1000000000000);
}

static char *
generate_plain_text (GRand *random, guint limit)
{
  static const char *const pieces[] = { "a",   "票",  "单",   "\"", "\\", "/", "é",     "😀",           " b",
                                        "\nc", "\tz", "\x7f", "{",  "]",  ",", "u0041", "\xe2\x80\xa8" };
  GString *text = g_string_new (NULL);
  guint length = 1 + pick (random, MIN (limit == 0 ? 60 : limit, 60) / 5 + 1);

  for (guint i = 0; i < length; i++)
    g_string_append (text, pieces[pick (random, G_N_ELEMENTS (pieces))]);
  if (limit > 0 && g_utf8_strlen (text->str, -1) > (glong) limit)
    g_string_truncate (text, (gsize) (g_utf8_offset_to_pointer (text->str, (glong) limit) - text->str));
  return g_string_free (text, FALSE);
}

static char *
generate_text (GRand *random, const PdField *field)
{
  static const char *const decimals[] = {
    "1", "0.5", "-3", "12.3456789012345", "999999999999", "0.0000000000001"
  };
  guint n_choices = 0;

  switch (field->kind)
    {
    case PD_KIND_DECIMAL:
      return pd_decimal_canonicalize (decimals[pick (random, 3)], 13, NULL);
    case PD_KIND_RATE:
      return g_strdup (pd_tax_rate_choices ()[pick (random, g_strv_length ((GStrv) pd_tax_rate_choices ()))]);
    case PD_KIND_DATE:
      return g_strdup_printf ("20%02u-%02u-%02u", pick (random, 100), 1 + pick (random, 12),
                              1 + pick (random, 28));
    case PD_KIND_CHOICE:
      while (field->choices[n_choices].value != NULL)
        n_choices++;
      return g_strdup (field->choices[pick (random, n_choices)].value);
    case PD_KIND_REFERENCE:
      return generate_id (random);
    case PD_KIND_TEXT:
    default:
      return generate_plain_text (random, field->limit);
    }
}

/* Gives a field a value of its kind. */
void
generate_value (GRand *random, PdRecord *record, guint field)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  g_autofree char *text = NULL;

  if (!pd_field_is_text (table))
    {
      pd_record_set_integer (record, field, generate_integer (random, table));
      return;
    }
  text = generate_text (random, table);
  pd_record_set_text (record, field, text);
}

static PdRecord *
generate_filled (GRand *random, const PdRecordType *type)
{
  g_autofree char *id = generate_id (random);
  PdRecord *record = pd_record_new (type, id);

  for (guint i = 0; i < type->n_fields; i++)
    generate_value (random, record, i);
  return record;
}

/* A record of any type with every field filled. */
PdRecord *
generate_record (GRand *random, const PdRecordType *type, guint n_lines)
{
  PdRecord *record = generate_filled (random, type);

  pd_record_set_revision (record, g_rand_int_range (random, 0, G_MAXINT32));
  pd_record_set_sequence (record, (gint64) g_rand_int (random) << 21);
  for (guint i = 0; i < type->n_lists; i++)
    for (guint j = 0; j < n_lines; j++)
      pd_record_add_line (record, i, generate_filled (random, type->lists[i]));
  pd_record_sort_lines (record);
  return record;
}

/* Few different values, so that two edits often meet. */
static void
edit_line (GRand *random, PdRecord *line)
{
  static const char *const names[] = { "笔", "纸", NULL }, *const rates[] = { "0.13", "0.06",
                                                                              PD_TAX_RATE_EXEMPT };
  static const char *const numbers[] = { "1", "2", "3.5", NULL };

  switch (pick (random, 7))
    {
    case 0:
      pd_record_set_text (line, PD_ORDER_LINE_NAME, names[pick (random, 3)]);
      break;
    case 1:
      pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, numbers[pick (random, 4)]);
      break;
    case 2:
      pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, numbers[pick (random, 4)]);
      break;
    case 3:
      pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, rates[pick (random, 3)]);
      break;
    case 4:
      pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 100 * (gint64) pick (random, 3));
      break;
    case 5:
      pd_record_clear (line, PD_ORDER_LINE_AMOUNT);
      break;
    case 6:
    default:
      {
        g_autofree char *position = g_strdup_printf ("%c", 'A' + (char) pick (random, 4));

        pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
      }
    }
}

/* Added lines come from a few ids, so that two people sometimes add or remove "the same". */
static void
add_or_remove_line (GRand *random, PdRecord *order)
{
  g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-%012x", pick (random, 5));
  g_autofree char *position = g_strdup_printf ("%c", 'A' + (char) pick (random, 4));
  PdRecord *line;

  if (pd_record_remove_line (order, 0, id))
    return;
  line = pd_record_new (&pd_order_line_type, id);
  pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "笔");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 23500);
  pd_record_add_line (order, 0, line);
}

static void
edit_header (GRand *random, PdRecord *order)
{
  static const char *const words[] = { "甲", "乙", NULL };
  const char *word = words[pick (random, 3)];
  const char *note = pd_record_get_text (order, PD_ORDER_NOTE);
  g_autofree char *longer = g_strdup_printf ("%s%s%s", note != NULL ? note : "", note != NULL ? "\n" : "",
                                             word != NULL ? word : "x");

  switch (pick (random, 7))
    {
    case 0:
      pd_record_set_text (order, PD_ORDER_BUYER_NAME, word);
      break;
    case 1:
      pd_record_set_text (order, PD_ORDER_BUYER_PHONE, word);
      break;
    case 2:
      pd_record_set_text (order, PD_ORDER_REMARK, word);
      break;
    case 3:
      pd_record_set_text (order, PD_ORDER_DATE, g_rand_boolean (random) ? "2026-03-01" : "2026-03-02");
      break;
    case 4:
      pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, g_rand_boolean (random));
      break;
    case 5:
      pd_record_set_text (order, PD_ORDER_NOTE, longer);
      break;
    case 6:
    default:
      pd_record_set_text (order, PD_ORDER_NOTE, word);
    }
}

/* Attachments are added, renamed and removed as lines are. */
static void
edit_attachments (GRand *random, PdRecord *order)
{
  static const char *const names[] = { "合同.pdf", "a.jpg" };
  g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-1%011x", pick (random, 4));
  guint list = (guint) pd_attachment_list (&pd_order_type);
  PdRecord *attachment = pd_record_find_line (order, list, id);

  if (attachment != NULL && g_rand_boolean (random))
    {
      pd_record_remove_line (order, list, id);
      return;
    }
  if (attachment == NULL)
    {
      attachment = pd_record_new (&pd_order_attachment_type, id);
      pd_record_set_integer (attachment, PD_ATTACHMENT_SIZE, 4);
      pd_record_set_text (attachment, PD_ATTACHMENT_SHA256,
                          "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
      pd_record_add_line (order, list, attachment);
    }
  pd_record_set_text (attachment, PD_ATTACHMENT_NAME, names[pick (random, 2)]);
}

/* @before after some edits of a person. */
PdRecord *
generate_edit (GRand *random, const PdRecord *before, guint n_edits)
{
  PdRecord *after = pd_record_copy (before);
  GPtrArray *lines = pd_record_get_lines (after);

  for (guint i = 0; i < n_edits; i++)
    switch (pick (random, 6))
      {
      case 0:
      case 1:
        edit_header (random, after);
        break;
      case 2:
        add_or_remove_line (random, after);
        break;
      case 3:
        edit_attachments (random, after);
        break;
      default:
        if (lines->len > 0)
          edit_line (random, g_ptr_array_index (lines, pick (random, lines->len)));
      }
  pd_record_derive (after);
  return after;
}

/* A small order that can be computed. */
PdRecord *
generate_order (GRand *random)
{
  g_autoptr (PdRecord) empty = pd_record_new (&pd_order_type, "0190b2f4-0000-7000-8000-000000000001");

  pd_record_set_text (empty, PD_ORDER_NUMBER, "D1");
  pd_record_set_text (empty, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  return generate_edit (random, empty, 2 + pick (random, 10));
}

PdMutation *
generate_mutation (GRand *random)
{
  g_autofree char *id = generate_id (random);
  g_autoptr (PdRecord) before = generate_order (random);
  g_autoptr (PdRecord) after = generate_edit (random, before, 5);
  PdMutationKind kind = (PdMutationKind) pick (random, 4);
  PdMutation *mutation = pd_mutation_new (id, &pd_order_type, pd_record_get_id (before), kind);

  mutation->counter = g_rand_int_range (random, 1, G_MAXINT32);
  mutation->base_revision = g_rand_int_range (random, 0, 100);
  mutation->made_at = ((gint64) g_rand_int (random)) << 20;
  if (kind == PD_MUTATION_CREATE)
    mutation->record = g_steal_pointer (&after);
  else if (kind == PD_MUTATION_PATCH)
    mutation->patch = pd_diff (before, after);
  else if (kind == PD_MUTATION_COMMAND)
    {
      mutation->command = g_strdup ("issue");
      mutation->total = 23500;
      mutation->reason = g_rand_boolean (random) ? generate_plain_text (random, 60) : NULL;
    }
  return mutation;
}

PdResult *
generate_result (GRand *random)
{
  g_autofree char *id = generate_id (random);
  PdResult *result = pd_result_new (id, (PdOutcome) pick (random, 4));

  result->replayed = g_rand_boolean (random);
  if (g_rand_boolean (random))
    {
      result->code = g_strdup ("fields");
      result->path = g_strdup ("lines/x/pricing");
      result->message = generate_plain_text (random, 100);
      result->atoms = g_strsplit ("party,terms,lines/x/pricing", ",", (gint) pick (random, 4));
    }
  if (g_rand_boolean (random))
    result->record = generate_record (random, &pd_order_type, 2);
  return result;
}

static void
describe_fields (GString *out, const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint i = 0; i < type->n_fields; i++)
    if (pd_record_has (record, i))
      {
        g_autofree char *text = pd_record_field_to_text (record, i);
        g_autofree char *escaped = g_strescape (text, NULL);

        g_string_append_printf (out, " %s=%s", type->fields[i].name, escaped);
      }
  g_string_append_c (out, '\n');
}

char *
describe_record (const PdRecord *record)
{
  GString *out = g_string_new (NULL);

  describe_fields (out, record);
  for (guint i = 0; i < pd_record_get_record_type (record)->n_lists; i++)
    for (guint j = 0; j < pd_record_get_list (record, i)->len; j++)
      {
        const PdRecord *line = g_ptr_array_index (pd_record_get_list (record, i), j);

        g_string_append_printf (out, "    %s", pd_record_get_id (line));
        describe_fields (out, line);
      }
  return g_string_free (out, FALSE);
}

/* Prints a headline and pairs of a name and a record, and fails the test. */
void
describe_records (const char *headline, ...)
{
  va_list arguments;
  const char *name;

  g_test_message ("%s", headline);
  va_start (arguments, headline);
  while ((name = va_arg (arguments, const char *)) != NULL)
    {
      g_autofree char *text = describe_record (va_arg (arguments, const PdRecord *));

      g_test_message ("  %s:%s", name, text);
    }
  va_end (arguments);
  g_test_fail ();
}
