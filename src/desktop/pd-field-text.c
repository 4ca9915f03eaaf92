/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-field-text.h"

#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-plain-text.h"
#include "model/pd-tax.h"
#include "wire/pd-wire-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * pd_now:
 *
 * Returns: microseconds since 1970 in UTC
 */
gint64
pd_now (void)
{
  return g_get_real_time ();
}

/**
 * pd_today:
 *
 * Returns: (transfer full): the business date, "YYYY-MM-DD": the one in China, whatever zone this computer is set to
 */
char *
pd_today (void)
{
  return pd_date_in_china (pd_now ());
}

/**
 * pd_record_name_text:
 * @type: (nullable): the kind of a record, when it is known
 * @title: (nullable): its number or name
 *
 * Returns: (transfer full): as "Order PX-1"
 */
char *
pd_record_name_text (const PdRecordType *type, const char *title)
{
  if (type == NULL || title == NULL || *title == '\0')
    return g_strdup (type != NULL ? _ (type->label) : title != NULL ? title : "");
  /* Translators: the kind of a record, then its number or name. */
  return g_strdup_printf (_ ("%1$s %2$s"), _ (type->label), title);
}

/**
 * pd_reason_text:
 * @reason: (nullable): what came with a state
 *
 * The bureau's words are its own and stay. A platform speaks the language that it was started in; what it said in
 * English is said in the person's.
 *
 * Returns: (nullable) (transfer none): why, as a person reads it
 */
const char *
pd_reason_text (const char *reason)
{
  return reason != NULL && *reason != '\0' ? g_dgettext (GETTEXT_PACKAGE, reason) : NULL;
}

/**
 * pd_time_text:
 * @time: microseconds since 1970 in UTC
 *
 * Returns: (transfer full): local date and time, to the minute
 */
char *
pd_time_text (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
}

/* "14:00", "9:30"; @text is ASCII where it is right. */
static gboolean
clock_from_text (const char *text, int *hour, int *minute)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);
  guint64 values[2];

  if (g_strv_length (parts) != 2 || strlen (parts[1]) != 2 ||
      !g_ascii_string_to_unsigned (parts[0], 10, 0, 23, &values[0], NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 0, 59, &values[1], NULL))
    return FALSE;
  *hour = (int) values[0];
  *minute = (int) values[1];
  return TRUE;
}

/**
 * pd_time_from_text:
 * @text: a local date and time as a person types them: what pd_time_text() writes, or with another form of the date
 * @time: (out): microseconds since 1970 in UTC
 * @error: return location
 *
 * Returns: whether it is one; the message of @error is a sentence that can stand beside a field
 */
gboolean
pd_time_from_text (const char *text, gint64 *time, GError **error)
{
  g_autofree char *plain = g_strstrip (pd_plain_text (text));
  g_autofree char *date = NULL;
  g_autoptr (GDateTime) local = NULL;
  char *space = strrchr (plain, ' ');
  guint year, month, day;
  int hour, minute;

  if (space != NULL && clock_from_text (space + 1, &hour, &minute))
    {
      *space = '\0';
      g_strchomp (plain);
      if (pd_date_canonicalize (plain, &date, NULL) && pd_date_parts (date, &year, &month, &day))
        local = g_date_time_new_local ((int) year, (int) month, (int) day, hour, minute, 0);
    }
  if (local == NULL)
    {
      g_set_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_FORMAT,
                   _ ("“%s” is not a date and a time. Write it as 2026-11-20 14:00."), text);
      return FALSE;
    }
  *time = g_date_time_to_unix (local) * G_USEC_PER_SEC;
  return TRUE;
}

/**
 * pd_field_text:
 * @record: a record
 * @field: a field's index
 *
 * Returns: (transfer full): the field's value as people read it, translated; "" when it is empty
 */
char *
pd_field_text (const PdRecord *record, guint field)
{
  const PdField *info = &pd_record_get_record_type (record)->fields[field];

  if (!pd_record_has (record, field))
    return g_strdup ("");
  switch (info->kind)
    {
    case PD_KIND_MONEY:
      return pd_money_format (pd_record_get_integer (record, field));
    case PD_KIND_CHOICE:
      return g_strdup (_ (pd_choice_label (info->choices, pd_record_get_text (record, field))));
    case PD_KIND_RATE:
      return g_strdup (_ (pd_tax_rate_label (pd_record_get_text (record, field))));
    case PD_KIND_FLAG:
      return g_strdup (pd_record_get_flag (record, field) ? _ ("Yes") : _ ("No"));
    case PD_KIND_TIME:
      return pd_time_text (pd_record_get_integer (record, field));
    case PD_KIND_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, pd_record_get_integer (record, field));
    case PD_KIND_TEXT:
      if (pd_record_get_record_type (record) == &pd_order_template_type && field == PD_ORDER_TEMPLATE_CONTENT)
        return pd_wire_template_text (record);
      return g_strdup (pd_record_get_text (record, field));
    case PD_KIND_DECIMAL:
    case PD_KIND_DATE:
    case PD_KIND_REFERENCE:
    default:
      return g_strdup (pd_record_get_text (record, field));
    }
}

/* A command that waits says more than the state that it has not changed yet. */
static const char *
pending_words (const char *command)
{
  if (g_strcmp0 (command, "issue") == 0)
    return _ ("Issue requested");
  if (g_strcmp0 (command, "cancel") == 0)
    return _ ("Cancellation requested");
  if (g_strcmp0 (command, "reopen") == 0)
    return _ ("Reopening requested");
  return _ ("Request waiting");
}

/**
 * pd_state_text:
 * @record: a record
 * @state: where it stands between this computer and the platform
 * @pending_command: (nullable): a command that waits
 *
 * Returns: (transfer full): the words of the state column
 */
char *
pd_state_text (const PdRecord *record, PdRowState state, const char *pending_command)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  if (state == PD_ROW_CONFLICT)
    return g_strdup (_ ("Conflict"));
  if (state == PD_ROW_REJECTED)
    return g_strdup (_ ("Not accepted"));
  if (pending_command != NULL)
    return g_strdup (pending_words (pending_command));
  if (type->state_field >= 0)
    return pd_field_text (record, (guint) type->state_field);
  if (state == PD_ROW_WAITING)
    return g_strdup (_ ("Waiting to be sent"));
  if (state == PD_ROW_IN_FLIGHT)
    return g_strdup (_ ("Being sent"));
  return g_strdup ("");
}

/**
 * pd_row_state_icon:
 * @state: a row state
 *
 * Returns: (nullable) (transfer none): the icon that stands for it, %NULL when there is nothing to say
 */
const char *
pd_row_state_icon (PdRowState state)
{
  switch (state)
    {
    case PD_ROW_WAITING:
      return "document-send-symbolic";
    case PD_ROW_IN_FLIGHT:
      return "emblem-synchronizing-symbolic";
    case PD_ROW_CONFLICT:
      return "dialog-warning-symbolic";
    case PD_ROW_REJECTED:
      return "dialog-error-symbolic";
    case PD_ROW_CLEAN:
    default:
      return NULL;
    }
}

/**
 * pd_row_state_sentence:
 * @state: a row state
 * @pending_command: (nullable): a command that waits
 *
 * Returns: (nullable) (transfer none): what it means, translated; %NULL when there is nothing to say
 */
const char *
pd_row_state_sentence (PdRowState state, const char *pending_command)
{
  switch (state)
    {
    case PD_ROW_WAITING:
      if (g_strcmp0 (pending_command, "issue") == 0)
        return _ ("The request to issue the invoice is saved here and will be sent when the platform can be "
                  "reached.");
      if (pending_command != NULL)
        return _ ("The request is saved here and will be sent when the platform can be reached.");
      return _ ("Changes are saved on this computer and will be sent when the platform can be reached.");
    case PD_ROW_IN_FLIGHT:
      return _ ("Changes are being sent to the platform.");
    case PD_ROW_CONFLICT:
      return _ (
          "Somebody else changed the same fields. Your changes are kept until you decide in Conflicts.");
    case PD_ROW_REJECTED:
      return _ ("The platform did not accept the changes. They are kept; see Conflicts for the reason.");
    case PD_ROW_CLEAN:
    default:
      return NULL;
    }
}

/**
 * pd_problem_text:
 * @order: a record with its lines
 * @problem: one of its problems
 *
 * Returns: (transfer full): what is wrong, with the number of the line that it is about
 */
char *
pd_problem_text (const PdRecord *order, const PdProblem *problem)
{
  const PdRecord *line = problem->line_id != NULL ? pd_record_find_line (order, 0, problem->line_id) : NULL;
  guint number;

  if (line == NULL || !g_ptr_array_find (pd_record_get_lines (order), line, &number))
    return g_strdup (problem->message);
  /* Translators: 1: the number of a line of the order, 2: what is wrong with it */
  return g_strdup_printf (_ ("Line %1$u: %2$s"), number + 1, problem->message);
}

/**
 * pd_total_changed_sentence:
 *
 * Returns: (transfer none): what a total means that a merge made and nobody entered, a translated sentence
 */
const char *
pd_total_changed_sentence (void)
{
  return _ ("Changes of several people were put together, and the total became one that none of them had "
            "entered. Look at the lines, and confirm the total or correct it; then it can be issued.");
}

/**
 * pd_title_text:
 * @record: a record
 *
 * Returns: (transfer full): what it is called in a heading or a list: an invoice that has no number yet by its order's
 */
char *
pd_title_text (const PdRecord *record)
{
  const char *title = pd_record_get_title (record);

  if (*title != '\0')
    return g_strdup (title);
  if (pd_record_get_record_type (record) != &pd_invoice_type)
    return g_strdup (_ ("Without a name"));
  if (!pd_record_has (record, PD_INVOICE_ORDER_NUMBER))
    return g_strdup (_ ("Invoice without a number"));
  return g_strdup_printf (_ ("Of order %s"), pd_record_get_text (record, PD_INVOICE_ORDER_NUMBER));
}
