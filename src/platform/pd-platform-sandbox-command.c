/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-sandbox-command.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "gateway/pd-gateway-sandbox.h"
#include "model/pd-money.h"
#include "model/pd-red-form.h"
#include "platform/pd-platform-training.h"
#include "platform/pd-platform.h"
#include "wire/pd-wire.h"

#define MOST_TIMES 1000

/** Door: what a command is given. */
typedef struct
{
  PdGateway *bureau;
  gboolean json;
  char **words; /* after the command's name */
  guint n_words;
} Door;

typedef gboolean (*Command) (const Door *door, GError **error);

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID, message);
  return FALSE;
}

/* Printing */

static char *
time_text (gint64 time)
{
  g_autoptr (GDateTime) utc = time > 0 ? g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : g_strdup ("–");
}

static void
write_text (GString *out, const char *name, const char *text)
{
  g_string_append_printf (out, "%s\"%s\":", out->str[out->len - 1] == '{' ? "" : ",", name);
  if (text != NULL)
    pd_wire_write_string (out, text);
  else
    g_string_append (out, "null");
}

static void
write_integer (GString *out, const char *name, gint64 value)
{
  g_string_append_printf (out, "%s\"%s\":%" G_GINT64_FORMAT, out->str[out->len - 1] == '{' ? "" : ",", name,
                          value);
}

static void
write_flag (GString *out, const char *name, gboolean flag)
{
  g_string_append_printf (out, ",\"%s\":%s", name, flag ? "true" : "false");
}

static void
write_invoice (GString *out, gconstpointer data)
{
  const PdGatewaySandboxInvoice *invoice = data;

  g_string_append_c (out, '{');
  write_text (out, "number", invoice->number);
  write_text (out, "key", invoice->key);
  write_text (out, "seller", invoice->company);
  write_text (out, "order_number", invoice->order_number);
  write_text (out, "blue_number", invoice->blue_number);
  write_integer (out, "gross_amount", invoice->gross_amount);
  write_integer (out, "issued_at", invoice->issued_at);
  write_flag (out, "sealed", !invoice->unsealed);
  write_flag (out, "booked", invoice->booked);
  g_string_append_c (out, '}');
}

static void
tell_invoice (gconstpointer data)
{
  const PdGatewaySandboxInvoice *invoice = data;
  g_autofree char *amount = pd_money_to_text (invoice->gross_amount);
  g_autofree char *time = time_text (invoice->issued_at);

  g_print ("%s  %s  %12s  %s  %s%s%s%s%s\n", invoice->number, time, amount, invoice->key,
           invoice->order_number != NULL ? invoice->order_number : "–",
           invoice->blue_number != NULL ? "  → " : "",
           invoice->blue_number != NULL ? invoice->blue_number : "", invoice->unsealed ? "  未签章" : "",
           invoice->booked ? "  已入账" : "");
}

static void
write_case (GString *out, gconstpointer data)
{
  const PdGatewaySandboxCase *one = data;

  g_string_append_c (out, '{');
  write_text (out, "key", one->key);
  write_text (out, "state", one->state);
  write_text (out, "reason", one->reason);
  write_text (out, "order_number", one->order_number);
  write_text (out, "buyer_name", one->buyer_name);
  write_integer (out, "gross_amount", one->gross_amount);
  write_integer (out, "taken_at", one->taken_at);
  write_integer (out, "due_at", one->due_at);
  g_string_append_c (out, '}');
}

static void
tell_case (gconstpointer data)
{
  const PdGatewaySandboxCase *one = data;
  g_autofree char *amount = pd_money_to_text (one->gross_amount);
  g_autofree char *time = time_text (one->due_at);

  g_print ("%s  %-6s  %s  %12s  %s  %s  %s\n", one->key, one->state, time, amount,
           one->order_number != NULL ? one->order_number : "–",
           one->buyer_name != NULL ? one->buyer_name : "–", one->reason != NULL ? one->reason : "");
}

static void
write_form (GString *out, gconstpointer data)
{
  pd_wire_write_record (out, data);
}

static void
tell_form (gconstpointer data)
{
  g_autofree char *amount = pd_money_to_text (pd_record_get_integer (data, PD_RED_FORM_GROSS_AMOUNT));
  g_autofree char *time = time_text (pd_record_get_integer (data, PD_RED_FORM_DEADLINE));
  const char *red = pd_record_get_text (data, PD_RED_FORM_RED_NUMBER);

  g_print ("%s  %s  %s  %s  %12s  %s  %s\n", pd_record_get_text (data, PD_RED_FORM_NUMBER),
           pd_record_get_text (data, PD_RED_FORM_STATUS), pd_record_get_text (data, PD_RED_FORM_ENTERED_BY),
           time, amount, pd_record_get_text (data, PD_RED_FORM_BLUE_NUMBER), red != NULL ? red : "–");
}

/* Frees @list, which may be NULL with an error. */
static gboolean
print_list (const Door *door,
            GPtrArray *list,
            void (*write) (GString *out, gconstpointer data),
            void (*tell) (gconstpointer data))
{
  g_autoptr (GPtrArray) owned = list;
  g_autoptr (GString) out = g_string_new ("[");

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      if (!door->json)
        {
          tell (g_ptr_array_index (list, i));
          continue;
        }
      g_string_append (out, i > 0 ? ",\n" : "");
      write (out, g_ptr_array_index (list, i));
    }
  if (door->json)
    g_print ("%s]\n", out->str);
  return TRUE;
}

/* Frees @text, which may be NULL with an error. */
static gboolean
print_text (char *text)
{
  g_autofree char *owned = text;

  if (text != NULL)
    g_print ("%s\n", text);
  return text != NULL;
}

/* Commands */

static gboolean
list_invoices (const Door *door, GError **error)
{
  return print_list (door, pd_gateway_sandbox_list_invoices (door->bureau, error), write_invoice,
                     tell_invoice);
}

static gboolean
list_forms (const Door *door, GError **error)
{
  return print_list (door, pd_gateway_sandbox_list_forms (door->bureau, error), write_form, tell_form);
}

static gboolean
parse_seconds (const char *text, gint64 *time, GError **error)
{
  guint64 seconds;

  if (!g_ascii_string_to_unsigned (text, 10, 0, 30 * 24 * 3600, &seconds, NULL))
    return fail (error, _ ("A time is given in whole seconds, 30 days at most."));
  *time = (gint64) seconds * G_TIME_SPAN_SECOND;
  return TRUE;
}

static gboolean
review (const Door *door, GError **error)
{
  gint64 time = 0;

  if (door->n_words == 0)
    return print_list (door, pd_gateway_sandbox_list_cases (door->bureau, error), write_case, tell_case);
  if (g_str_equal (door->words[0], "hand"))
    time = PD_GATEWAY_SANDBOX_BY_HAND;
  else if (!g_str_equal (door->words[0], "off") && !parse_seconds (door->words[0], &time, error))
    return FALSE;
  return pd_gateway_sandbox_set (door->bureau, PD_GATEWAY_SANDBOX_SET_REVIEW, time, error);
}

static gboolean
slow (const Door *door, GError **error)
{
  gint64 time = 0;

  return parse_seconds (door->words[0], &time, error) &&
         pd_gateway_sandbox_set (door->bureau, PD_GATEWAY_SANDBOX_SET_SLOW, time, error);
}

static gboolean
approve (const Door *door, GError **error)
{
  return pd_gateway_sandbox_approve (door->bureau, door->words[0], error);
}

static gboolean
reject (const Door *door, GError **error)
{
  return pd_gateway_sandbox_reject (door->bureau, door->words[0], door->words[1], error);
}

static gboolean
fault (const Door *door, GError **error)
{
  PdGatewaySandboxFunction function;
  PdGatewaySandboxFault kind;
  guint64 times = 1;

  if (!pd_gateway_sandbox_parse_fault (door->words[0], &function, &kind))
    return fail (error, _ ("There is no such fault. The manual lists them."));
  if (door->n_words > 1 && !g_ascii_string_to_unsigned (door->words[1], 10, 1, MOST_TIMES, &times, NULL))
    return fail (error, _ ("How many times is a number from 1 to 1000."));
  pd_gateway_sandbox_add_fault_to (door->bureau, function, kind, door->n_words > 2 ? door->words[2] : NULL,
                                   (guint) times);
  return TRUE;
}

static gboolean
sign_out (const Door *door, GError **error)
{
  return pd_gateway_sandbox_sign_out (door->bureau, error);
}

static gboolean
sign_in (const Door *door, GError **error)
{
  return pd_gateway_sandbox_sign_in (door->bureau, error);
}

static gboolean
scan (const Door *door, GError **error)
{
  gint64 time = 0;

  if (door->n_words == 0)
    return pd_gateway_sandbox_scan (door->bureau, error);
  return parse_seconds (door->words[0], &time, error) &&
         pd_gateway_sandbox_set (door->bureau, PD_GATEWAY_SANDBOX_SET_SCAN_AFTER, time, error);
}

static gboolean
code (const Door *door, GError **error)
{
  return print_text (pd_gateway_sandbox_read_sms (door->bureau, error));
}

static gboolean
session (const Door *door, GError **error)
{
  gint64 time = 0;

  return parse_seconds (door->words[0], &time, error) &&
         pd_gateway_sandbox_set (door->bureau, PD_GATEWAY_SANDBOX_SET_SESSION_LASTS, time, error);
}

static gboolean
quota (const Door *door, GError **error)
{
  gint64 amount = 0;

  if (!pd_money_parse (door->words[0], &amount, error))
    return FALSE;
  if (amount < 0)
    return fail (error, _ ("The quota is an amount without tax; 0 is no limit."));
  return pd_gateway_sandbox_set (door->bureau, PD_GATEWAY_SANDBOX_SET_QUOTA, amount, error);
}

static gboolean
book (const Door *door, GError **error)
{
  return pd_gateway_sandbox_book (door->bureau, door->words[0], error);
}

static gboolean
receive (const Door *door, GError **error)
{
  gint64 amount = 0;

  return pd_money_parse (door->words[0], &amount, error) &&
         print_text (pd_gateway_sandbox_receive (door->bureau, amount, error));
}

static gboolean
inbound (const Door *door, GError **error)
{
  const char *reason = door->n_words > 1 ? door->words[1] : PD_RED_FORM_REASON_RETURN;

  for (const PdChoice *choice = pd_red_form_reason_choices; choice->value != NULL; choice++)
    if (g_str_equal (choice->value, reason))
      return print_text (pd_gateway_sandbox_enter_form (door->bureau, door->words[0], reason, error));
  return fail (error, _ ("A reason for a reversal is 01, 02, 03 or 04."));
}

static gboolean
confirm (const Door *door, GError **error)
{
  return pd_gateway_sandbox_say (door->bureau, door->words[0], PD_GATEWAY_SANDBOX_CONFIRM, error);
}

static gboolean
deny (const Door *door, GError **error)
{
  return pd_gateway_sandbox_say (door->bureau, door->words[0], PD_GATEWAY_SANDBOX_DENY, error);
}

static gboolean
withdraw (const Door *door, GError **error)
{
  return pd_gateway_sandbox_say (door->bureau, door->words[0], PD_GATEWAY_SANDBOX_WITHDRAW, error);
}

static const struct
{
  const char *name;
  const char *words; /* for --help */
  guint fewest;
  guint most;
  Command run;
} commands[] = {
  { "list", "", 0, 0, list_invoices },     { "review", "[off|hand|SECONDS]", 0, 1, review },
  { "approve", "KEY", 1, 1, approve },     { "reject", "KEY REASON", 2, 2, reject },
  { "slow", "SECONDS", 1, 1, slow },       { "fault", "[FUNCTION:]NAME [TIMES [SENTENCE]]", 1, 3, fault },
  { "sign-out", "", 0, 0, sign_out },      { "sign-in", "", 0, 0, sign_in },
  { "scan", "[SECONDS]", 0, 1, scan },     { "code", "", 0, 0, code },
  { "session", "SECONDS", 1, 1, session }, { "quota", "AMOUNT", 1, 1, quota },
  { "book", "NUMBER", 1, 1, book },        { "receive", "AMOUNT", 1, 1, receive },
  { "forms", "", 0, 0, list_forms },       { "inbound", "NUMBER [REASON]", 1, 2, inbound },
  { "confirm", "FORM", 1, 1, confirm },    { "deny", "FORM", 1, 1, deny },
  { "withdraw", "FORM", 1, 1, withdraw },
};

static char *
list_commands (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %s %s", commands[i].name, commands[i].words);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
parse (int *argc, char ***argv, char **data_dir, gboolean *json, GError **error)
{
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, json, N_ ("Print lists as JSON"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND [WORD…]");
  g_autofree char *list = list_commands ();

  g_option_context_set_summary (
      context,
      _ ("Play the tax bureau of a training platform, also while it runs, and what others do there."));
  g_option_context_set_description (context, list);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse (context, argc, argv, error);
}

static gboolean
run (Door *door, const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (!g_str_equal (commands[i].name, name))
        continue;
      if (door->n_words < commands[i].fewest || door->n_words > commands[i].most)
        {
          g_set_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                       _ ("It is written: sandbox %1$s %2$s"), name, commands[i].words);
          return FALSE;
        }
      return commands[i].run (door, error);
    }
  return fail (error, _ ("There is no such command. --help lists them."));
}

/**
 * pd_platform_sandbox_command:
 * @argv: "sandbox", a command and its words
 *
 * The door of the training bureau. It works on the bureau's own file, so that the platform may run meanwhile: what is
 * set or said here counts from the platform's next call on.
 *
 * Returns: EXIT_SUCCESS, or EXIT_FAILURE with @error set
 */
int
pd_platform_sandbox_command (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *path = NULL;
  g_autoptr (PdGateway) bureau = NULL;
  Door door = { 0 };

  if (!parse (&argc, &argv, &data_dir, &door.json, error))
    return EXIT_FAILURE;
  if (data_dir == NULL || argc < 2)
    {
      fail (error,
            data_dir == NULL ? _ ("--data is needed.") : _ ("There is no such command. --help lists them."));
      return EXIT_FAILURE;
    }
  path = pd_platform_training_bureau_path (data_dir);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      fail (error, _ ("This folder has no training bureau. It is made by “serve --training”."));
      return EXIT_FAILURE;
    }
  bureau = pd_platform_training_bureau (data_dir, 0, error);
  if (bureau == NULL)
    return EXIT_FAILURE;
  door.bureau = bureau;
  door.words = argv + 2;
  door.n_words = (guint) argc - 2;
  return run (&door, argv[1], error) ? EXIT_SUCCESS : EXIT_FAILURE;
}
