/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-text.h"

#include "ctl/pd-ctl.h"
#include "model/pd-date.h"
#include "model/pd-money.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-tax.h"
#include "model/pd-workflow.h"
#include "wire/pd-wire-template.h"

#include <glib/gi18n-lib.h>

/**
 * pd_ctl_today:
 *
 * Returns: (transfer full): the business date, "YYYY-MM-DD": the one in China, whatever zone this computer is set to
 */
char *
pd_ctl_today (void)
{
  return pd_date_in_china (g_get_real_time ());
}

/**
 * pd_ctl_time_text:
 * @time: microseconds since 1970 in UTC
 *
 * Returns: (transfer full): local date and time
 */
char *
pd_ctl_time_text (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : g_strdup ("");
}

/* "14:00" or "14:00:30" */
static gboolean
parse_clock (const char *text, guint64 *clock)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);
  static const guint64 most[] = { 23, 59, 59 };
  guint n = g_strv_length (parts);

  clock[2] = 0;
  for (guint i = 0; i < n; i++)
    if (!g_ascii_string_to_unsigned (parts[i], 10, 0, most[i], &clock[i], NULL))
      return FALSE;
  return n >= 2;
}

/**
 * pd_ctl_time_parse:
 * @text: "2026-11-30 14:00", or "14:00" alone
 * @day: (nullable): the day of a time that stands alone, "YYYY-MM-DD"; today if %NULL
 * @time: (out): microseconds since 1970 in UTC
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Reads a time of this computer's time zone.
 *
 * Returns: whether there is such a time
 */
gboolean
pd_ctl_time_parse (const char *text, const char *day, gint64 *time, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, " T", 2);
  gboolean alone = g_strv_length (words) == 1;
  g_autofree char *today = day == NULL ? pd_ctl_today () : NULL;
  g_autofree char *date = NULL;
  g_autoptr (GDateTime) moment = NULL;
  guint64 clock[3];
  guint year, month, of_month;

  if (*text != '\0' &&
      pd_date_canonicalize (!alone        ? words[0]
                            : day != NULL ? day
                                          : today,
                            &date, NULL) &&
      pd_date_parts (date, &year, &month, &of_month) && parse_clock (words[alone ? 0 : 1], clock))
    moment = g_date_time_new_local ((int) year, (int) month, (int) of_month, (int) clock[0], (int) clock[1],
                                    (double) clock[2]);
  if (moment != NULL)
    {
      *time = g_date_time_to_unix (moment) * G_USEC_PER_SEC;
      return TRUE;
    }
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is not a time such as “2026-11-30 14:00”."),
               text);
  return FALSE;
}

/**
 * pd_ctl_field_text:
 * @record: a record
 * @field: a field's index
 *
 * Returns: (transfer full): the field's value as people read it; "" when it is empty
 */
char *
pd_ctl_field_text (const PdRecord *record, guint field)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  const char *text;

  if (!pd_record_has (record, field))
    return g_strdup ("");
  switch (table->kind)
    {
    case PD_KIND_MONEY:
      return pd_money_format (pd_record_get_integer (record, field));
    case PD_KIND_CHOICE:
      return g_strdup (_ (pd_choice_label (table->choices, pd_record_get_text (record, field))));
    case PD_KIND_RATE:
      text = pd_tax_rate_label (pd_record_get_text (record, field));
      return g_strdup (text != NULL ? _ (text) : pd_record_get_text (record, field));
    case PD_KIND_FLAG:
      return g_strdup (pd_record_get_flag (record, field) ? _ ("Yes") : _ ("No"));
    case PD_KIND_TIME:
      return pd_ctl_time_text (pd_record_get_integer (record, field));
    case PD_KIND_TEXT:
      if (pd_record_get_record_type (record) == &pd_order_template_type && field == PD_ORDER_TEMPLATE_CONTENT)
        return pd_wire_template_text (record);
      return pd_record_field_to_text (record, field);
    case PD_KIND_INTEGER:
    case PD_KIND_DECIMAL:
    case PD_KIND_DATE:
    case PD_KIND_REFERENCE:
    default:
      return pd_record_field_to_text (record, field);
    }
}

/**
 * pd_ctl_row_state_name:
 *
 * Returns: (transfer none): the row state's word in JSON
 */
const char *
pd_ctl_row_state_name (PdRowState state)
{
  static const char *const names[] = { "clean", "waiting", "in_flight", "conflict", "rejected" };

  return state < G_N_ELEMENTS (names) ? names[state] : "clean";
}

/**
 * pd_ctl_command_words:
 * @type: the record's type
 * @command: a command of a record's workflow
 *
 * Returns: (transfer none): the command as a button would say it; @command itself when it is not known
 */
const char *
pd_ctl_command_words (const PdRecordType *type, const char *command)
{
  const char *label = pd_workflow_command_label (type, command);

  if (label != NULL)
    return label;
  return g_strcmp0 (command, PD_STEP_HAND_OVER) == 0 ? _ ("Handed over") : command;
}

/**
 * pd_ctl_standing_text:
 * @type: the record's type
 * @state: where a record stands between this computer and the platform
 * @pending_command: (nullable): a command that waits
 *
 * Returns: (transfer full): a few words on it, "" when there is nothing to say
 */
char *
pd_ctl_standing_text (const PdRecordType *type, PdRowState state, const char *pending_command)
{
  switch (state)
    {
    case PD_ROW_CONFLICT:
      return g_strdup (_ ("conflict"));
    case PD_ROW_REJECTED:
      return g_strdup (_ ("not accepted"));
    case PD_ROW_WAITING:
      if (pending_command != NULL)
        return g_strdup_printf (_ ("waits to be sent: %s"), pd_ctl_command_words (type, pending_command));
      return g_strdup (_ ("waits to be sent"));
    case PD_ROW_IN_FLIGHT:
      return g_strdup (_ ("being sent"));
    case PD_ROW_CLEAN:
    default:
      return g_strdup ("");
    }
}
