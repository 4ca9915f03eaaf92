/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/pd-ctl-command.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "ctl/pd-ctl.h"
#include "model/pd-order.h"

/* A command line, and what is to be seen in it: "" when it is wrong. */
static const struct
{
  const char *line;
  const char *seen;
} lines[] = {
  /* Global options stand anywhere. */
  { "status", "status" },
  { "--json status", "status json" },
  { "status --json", "status json" },
  { "--data /a order list --quiet --json", "order list json quiet data=/a" },
  { "order --data=/a list", "order list data=/a" },
  { "order list --data /a --data /b", "order list data=/b" },
  /* Options with and without values, repeated ones, values that look like options. */
  { "order list --limit 5 --state open", "order list limit=5 state=open" },
  { "order list --limit=5", "order list limit=5" },
  { "order edit A --set a=b --set c=d", "order edit A set=a=b set=c=d" },
  { "order edit A --set=a=b", "order edit A set=a=b" },
  { "invoice issue --all --dry-run", "invoice issue all= dry-run=" },
  { "invoice issue A B C", "invoice issue A B C" },
  { "invoice pdf A --output -", "invoice pdf A output=-" },
  { "order search -- --json", "order search --json" },
  { "order new --buyer 甲 --tax-number 1", "order new buyer=甲 tax-number=1" },
  { "order new --buyer-name 甲 --invoice-kind special", "order new buyer-name=甲 invoice-kind=special" },
  /* Help needs no arguments. */
  { "--help", "help" },
  { "help", "help" },
  { "order", "" },
  { "order --help", "help" },
  { "order import --help", "order import help" },
  { "order import -h", "order import help" },
  { "help order import", "order import help" },
  { "--version", "version" },
  /* Wrong ones. */
  { "", "" },
  { "explode", "" },
  { "order explode", "" },
  { "order show", "" },
  { "order show A B", "" },
  { "order list extra", "" },
  { "order list --limit", "" },
  { "order list --limit 1 --limit 2", "" },
  { "order list --all", "" },
  { "invoice issue --all=yes", "" },
  { "status --json=yes", "" },
  { "order list -x", "" },
  { "order new --colour red", "" },
  { "order new --gross-amount 1", "" },
  { "order new --state open", "" },
  { "list", "" },
  { "sync --wait 5 A", "" },
};

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (a, b);
}

static char *
see (const PdCtlArguments *arguments)
{
  GString *seen = g_string_new (NULL);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (arguments->options), compare_names);

  if (arguments->command != NULL && arguments->command->group != NULL)
    g_string_append_printf (seen, " %s", arguments->command->group);
  if (arguments->command != NULL)
    g_string_append_printf (seen, " %s", arguments->command->name);
  for (guint i = 0; i < arguments->positionals->len; i++)
    g_string_append_printf (seen, " %s", pd_ctl_arguments_positional (arguments, i));
  for (GList *l = names; l != NULL; l = l->next)
    {
      GPtrArray *values = pd_ctl_arguments_get_all (arguments, l->data);

      for (guint i = 0; i < values->len; i++)
        g_string_append_printf (seen, " %s=%s", (char *) l->data, (char *) g_ptr_array_index (values, i));
    }
  g_string_append (seen, arguments->json ? " json" : "");
  g_string_append (seen, arguments->quiet ? " quiet" : "");
  g_string_append (seen, arguments->help ? " help" : "");
  g_string_append (seen, arguments->version ? " version" : "");
  if (arguments->data_dir != NULL)
    g_string_append_printf (seen, " data=%s", arguments->data_dir);
  return g_string_free (seen, FALSE);
}

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *whole = g_strstrip (g_strconcat ("piaodanctl ", lines[i].line, NULL));
      g_auto (GStrv) words = g_strsplit (whole, " ", -1);
      g_autoptr (GError) error = NULL;
      gboolean json;
      g_autoptr (PdCtlArguments) arguments =
          pd_ctl_arguments_parse ((int) g_strv_length (words), (const char *const *) words, &json, &error);

      g_test_message ("%s", whole);
      if (*lines[i].seen == '\0')
        {
          g_assert_null (arguments);
          g_assert_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE);
          continue;
        }
      g_assert_no_error (error);
      g_autofree char *seen = see (arguments);
      g_assert_cmpstr (g_strstrip (seen), ==, lines[i].seen);
      g_assert_cmpint (json, ==, arguments->json);
    }
}

static void
test_json_of_wrong_lines (void)
{
  static const char *const before[] = { "piaodanctl", "--json", "explode", NULL };
  static const char *const after[] = { "piaodanctl", "explode", "--json", NULL };
  static const char *const word[] = { "piaodanctl", "explode", "--", "--json", NULL };
  static const char *const bytes[] = { "piaodanctl", "--json", "order", "show", "\xff", NULL };
  gboolean json;

  g_assert_null (pd_ctl_arguments_parse (3, before, &json, NULL));
  g_assert_true (json);
  g_assert_null (pd_ctl_arguments_parse (3, after, &json, NULL));
  g_assert_true (json);
  g_assert_null (pd_ctl_arguments_parse (4, word, &json, NULL));
  g_assert_false (json);
  g_assert_null (pd_ctl_arguments_parse (5, bytes, &json, NULL));
  g_assert_true (json);
}

static void
test_option_fields (void)
{
  static const struct
  {
    const char *option;
    int field;
  } rows[] = {
    { "buyer", PD_ORDER_BUYER_NAME },
    { "buyer-name", PD_ORDER_BUYER_NAME },
    { "address", PD_ORDER_BUYER_ADDRESS },
    { "tax-number", PD_ORDER_BUYER_TAX_NUMBER },
    { "buyer-tax-number", PD_ORDER_BUYER_TAX_NUMBER },
    { "number", PD_ORDER_NUMBER },
    { "invoice-kind", PD_ORDER_INVOICE_KIND },
    { "remark", PD_ORDER_REMARK },
    { "state", -1 },
    { "tax-amount", -1 },
    { "invoice-number", -1 },
    { "colour", -1 },
    { "", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].option);
      g_assert_cmpint (pd_ctl_option_field (&pd_order_type, rows[i].option), ==, rows[i].field);
    }
}

static void
test_table (void)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);
  g_autoptr (GString) out = g_string_new (NULL);

  pd_ctl_table_set_right (table, 1);
  pd_ctl_table_add (table, "硒鼓");
  pd_ctl_table_add (table, "1.00");
  pd_ctl_table_add (table, "x");
  pd_ctl_table_add (table, "abc");
  pd_ctl_table_add (table, "1,000.00");
  pd_ctl_table_add (table, NULL);
  pd_ctl_table_write (table, out);
  g_assert_cmpstr (out->str, ==, "硒鼓      1.00  x\nabc   1,000.00\n");
  g_assert_cmpuint (pd_ctl_text_width ("（普通合伙）a"), ==, 13);
  g_assert_cmpuint (pd_ctl_text_width ("e\xcc\x81"), ==, 1);
}

/* What a clerk pasted or a file held neither breaks rows nor drives the terminal. */
static void
test_table_controls (void)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (1);
  g_autoptr (GString) out = g_string_new (NULL);

  pd_ctl_table_add (table, "a\nb\x1b[2Jc\xe2\x80\xae"
                           "d\tE");
  pd_ctl_table_write (table, out);
  g_assert_cmpstr (out->str, ==, "a b [2Jcd E\n");
}

/* Times of this computer's zone, which is the one that the test sets. */
static void
test_times (void)
{
  static const struct
  {
    const char *text;
    const char *day; /* (nullable) */
    const char *utc; /* (nullable) NULL: it is no time */
  } rows[] = {
    { "2026-11-30 14:00", NULL, "2026-11-30T06:00:00Z" },
    { "2026-11-30T14:00:30", NULL, "2026-11-30T06:00:30Z" },
    { "2026/11/30 0:05", NULL, "2026-11-29T16:05:00Z" },
    { "16:30", "2026-11-30", "2026-11-30T08:30:00Z" },
    { "2026-11-30 24:00", NULL, NULL },
    { "2026-02-30 10:00", NULL, NULL },
    { "2026-11-30", NULL, NULL },
    { "2026-11-30 14", NULL, NULL },
    { "2026-11-30 -1:00", NULL, NULL },
    { "2026-11-30 14:00:00:00", NULL, NULL },
    { ":", "2026-11-30", NULL },
    { " ", NULL, NULL },
    { "", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GDateTime) wanted =
          rows[i].utc != NULL ? g_date_time_new_from_iso8601 (rows[i].utc, NULL) : NULL;
      gint64 time = 0;

      g_test_message ("%s", rows[i].text);
      g_assert_true (pd_ctl_time_parse (rows[i].text, rows[i].day, &time, &error) == (wanted != NULL));
      if (wanted != NULL)
        g_assert_cmpint (time, ==, g_date_time_to_unix (wanted) * G_USEC_PER_SEC);
      else
        g_assert_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE);
    }
}

/* A column in which nothing stands is left out with its heading, where it may be. */
static void
test_optional_column (void)
{
  for (guint filled = 0; filled < 2; filled++)
    {
      g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);
      g_autoptr (GString) out = g_string_new (NULL);

      pd_ctl_table_set_optional (table, 1);
      for (guint i = 0; i < 3; i++)
        pd_ctl_table_add (table, i == 1 ? "阶段" : "a");
      for (guint i = 0; i < 3; i++)
        pd_ctl_table_add (table, i == 1 ? (filled ? "x" : "") : "b");
      pd_ctl_table_write (table, out);
      g_assert_cmpstr (out->str, ==, filled ? "a  阶段  a\nb  x     b\n" : "a  a\nb  b\n");
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/arguments/parse", test_parse);
  g_test_add_func ("/ctl/arguments/json-of-wrong-lines", test_json_of_wrong_lines);
  g_test_add_func ("/ctl/arguments/option-fields", test_option_fields);
  g_test_add_func ("/ctl/table/widths", test_table);
  g_test_add_func ("/ctl/table/controls", test_table_controls);
  g_test_add_func ("/ctl/arguments/times", test_times);
  g_test_add_func ("/ctl/table/optional-column", test_optional_column);
  return g_test_run ();
}
