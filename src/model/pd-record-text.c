/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-record.h"

#include "model/pd-date.h"
#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-money.h"
#include "model/pd-plain-number.h"
#include "model/pd-plain-text.h"
#include "model/pd-tax.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Fields as a person or a file writes them. */

static gboolean
parse_flag (const char *text, gint64 *value, GError **error)
{
  static const char *const yes[] = { "1", "true", "yes", "y", "是", "含税", NULL };
  static const char *const no[] = { "0", "false", "no", "n", "否", "不含税", NULL };
  g_autofree char *lower = g_utf8_strdown (text, -1);

  *value = g_strv_contains (yes, lower);
  if (*value || g_strv_contains (no, lower))
    return TRUE;
  g_set_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_FORMAT, _ ("“%s” is neither yes nor no."), text);
  return FALSE;
}

static gboolean
parse_integer (const char *text, gint64 *value, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, &local))
    return TRUE;
  g_set_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_FORMAT, _ ("“%s” is not a whole number."), text);
  return FALSE;
}

static char *
parse_choice (const PdField *field, const char *text, GError **error)
{
  for (const PdChoice *choice = field->choices; choice != NULL && choice->value != NULL; choice++)
    if (g_str_equal (choice->value, text) || g_str_equal (choice->label, text) ||
        g_str_equal (_ (choice->label), text))
      return g_strdup (choice->value);
  g_set_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_CHOICE, _ ("“%s” is not one of the choices."), text);
  return NULL;
}

static gboolean
is_printable (const char *at)
{
  if ((guint8) *at < 0x80)
    return !g_ascii_iscntrl (*at) || g_ascii_isspace (*at);
  /* Of all others only the last two of a plane are none, which begin with these bytes. */
  return (guint8) *at < 0xef || (g_utf8_get_char (at) & 0xfffe) != 0xfffe;
}

/* @text: valid UTF-8 */
static gboolean
check_plain_text (const PdField *field, const char *text, GError **error)
{
  guint length = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at), length++)
    if (!is_printable (at))
      {
        g_set_error_literal (error, PD_RECORD_ERROR, PD_RECORD_ERROR_FORMAT,
                             _ ("This contains a character that cannot be printed. Type it anew."));
        return FALSE;
      }
  if (field->limit == 0 || length <= field->limit)
    return TRUE;
  g_set_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_TOO_LONG,
               ngettext ("This is longer than %u character.", "This is longer than %u characters.",
                         field->limit),
               field->limit);
  return FALSE;
}

static char *
parse_reference (const char *text, GError **error)
{
  if (pd_id_is_valid (text))
    return g_strdup (text);
  g_set_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_FORMAT, _ ("“%s” is not the id of a record."), text);
  return NULL;
}

/* The canonical text of a text-kept kind. */
static char *
parse_text_kind (const PdField *field, const char *text, GError **error)
{
  g_autofree char *plain = NULL;
  char *canonical = NULL;

  switch (field->kind)
    {
    case PD_KIND_DECIMAL:
      plain = pd_plain_number (text, error);
      return plain != NULL ? pd_decimal_canonicalize (plain, PD_DECIMAL_MAX_PLACES, error) : NULL;
    case PD_KIND_RATE:
      return pd_tax_rate_canonicalize (text, &canonical, error) ? canonical : NULL;
    case PD_KIND_DATE:
      return pd_date_canonicalize (text, &canonical, error) ? canonical : NULL;
    case PD_KIND_CHOICE:
      return parse_choice (field, text, error);
    case PD_KIND_REFERENCE:
      return parse_reference (text, error);
    case PD_KIND_TEXT:
    default:
      return check_plain_text (field, text, error) ? g_strdup (text) : NULL;
    }
}

static gboolean
parse_integer_kind (const PdField *field, const char *text, gint64 *value, GError **error)
{
  g_autofree char *plain = NULL;

  if (field->kind == PD_KIND_MONEY)
    return pd_money_parse (text, value, error);
  plain = pd_plain_text (text);
  return field->kind == PD_KIND_FLAG ? parse_flag (plain, value, error) : parse_integer (plain, value, error);
}

/* Without the space at both ends, the full-width one of a Chinese input method too. */
static char *
strip_space (const char *text)
{
  const char *end = text + strlen (text);

  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (text, (gsize) (end - text));
}

/**
 * pd_record_set_from_text:
 * @record: a record
 * @field: a field's index
 * @text: what a person typed or a file holds, valid UTF-8
 * @error: return location
 *
 * Space around the text is dropped; an empty text empties the field. On error the record is unchanged and the
 * message is a sentence that can stand beside the field.
 *
 * Returns: whether the text was taken
 */
gboolean
pd_record_set_from_text (PdRecord *record, guint field, const char *text, GError **error)
{
  g_return_val_if_fail (field < pd_record_get_record_type (record)->n_fields, FALSE);

  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  g_autofree char *stripped = strip_space (text);
  gint64 value = 0;

  if (*stripped == '\0')
    {
      pd_record_clear (record, field);
      return TRUE;
    }
  if (pd_field_is_text (table))
    {
      g_autofree char *canonical = parse_text_kind (table, stripped, error);

      if (canonical == NULL)
        return FALSE;
      pd_record_set_text (record, field, canonical);
      return TRUE;
    }
  if (!parse_integer_kind (table, stripped, &value, error))
    return FALSE;
  pd_record_set_integer (record, field, value);
  return TRUE;
}

/**
 * pd_record_check_text:
 * @record: a record
 * @field: the index of a field that is kept as text
 * @error: return location
 *
 * What is stored must be readable, and in the one form that its kind has: "13%" for "0.13" computes nothing.
 *
 * Returns: whether pd_record_set_from_text() would take the field's text, and leave that of a number or a choice as
 *   it is
 */
gboolean
pd_record_check_text (const PdRecord *record, guint field, GError **error)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  const char *text = pd_record_get_text (record, field);
  g_autofree char *stripped = NULL;
  g_autofree char *canonical = NULL;

  /* Most texts have no space at their ends, which then counts. */
  if (text == NULL || (table->kind == PD_KIND_TEXT && check_plain_text (table, text, NULL)) ||
      (table->kind == PD_KIND_DECIMAL && pd_decimal_is_canonical (text, PD_DECIMAL_MAX_PLACES)))
    return TRUE;
  stripped = strip_space (text);
  if (*stripped == '\0' && table->kind == PD_KIND_TEXT)
    return TRUE;
  canonical = *stripped != '\0' ? parse_text_kind (table, stripped, error) : g_strdup ("");
  if (canonical == NULL)
    return FALSE;
  if (table->kind == PD_KIND_TEXT || g_str_equal (canonical, text))
    return TRUE;
  g_set_error_literal (error, PD_RECORD_ERROR, PD_RECORD_ERROR_FORMAT,
                       _ ("The value is not in the form that this field has."));
  return FALSE;
}

/**
 * pd_record_field_to_text:
 * @record: a record
 * @field: a field's index
 *
 * The opposite of pd_record_set_from_text(): what a form shows and a file holds.
 *
 * Returns: (transfer full): the value as text, "" when it is empty
 */
char *
pd_record_field_to_text (const PdRecord *record, guint field)
{
  g_return_val_if_fail (field < pd_record_get_record_type (record)->n_fields, NULL);

  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  gint64 integer;

  if (!pd_record_has (record, field))
    return g_strdup ("");
  if (pd_field_is_text (table))
    return g_strdup (pd_record_get_text (record, field));
  integer = pd_record_get_integer (record, field);
  return table->kind == PD_KIND_MONEY ? pd_money_to_text (integer)
                                      : g_strdup_printf ("%" G_GINT64_FORMAT, integer);
}
