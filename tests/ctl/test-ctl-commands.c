/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/pd-ctl-command.h"
#include "ctl/pd-ctl-failure.h"
#include "ctl/pd-ctl.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* One run of the program in a folder of its own. */
static PdCtlStatus
run (const char *line, char **out_text, char **err_text)
{
  g_autofree char *dir = g_dir_make_tmp ("piaodan-ctl-XXXXXX", NULL);
  g_autofree char *whole = g_strdup_printf ("piaodanctl --data %s/data %s", dir, line);
  g_auto (GStrv) words = NULL;
  GString *out = g_string_new (NULL), *err = g_string_new (NULL);
  const char *remove[] = { "rm", "-rf", dir, NULL };
  PdCtlStatus status;

  g_assert_true (g_shell_parse_argv (whole, NULL, &words, NULL));
  status = pd_ctl_run ((int) g_strv_length (words), (const char *const *) words, NULL, out, err);
  *out_text = g_string_free (out, FALSE);
  *err_text = g_string_free (err, FALSE);
  g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  return status;
}

static JsonObject *
object_of (JsonParser *parser, const char *text)
{
  GError *error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)));
  return json_node_get_object (json_parser_get_root (parser));
}

/* Each row is complete, and its example is a command line that the parser takes. */
static void
test_rows (void)
{
  guint n;
  const PdCtlCommand *commands = pd_ctl_commands (&n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (commands[i].example, "|&", 2);
      g_auto (GStrv) words = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (PdCtlArguments) arguments = NULL;
      int count;
      gboolean json;

      g_test_message ("%s", commands[i].example);
      g_assert_true (pd_ctl_command_find (commands[i].group, commands[i].name) == &commands[i]);
      g_assert_nonnull (commands[i].run);
      g_assert_true (commands[i].help[0] != '\0' && !g_str_has_suffix (commands[i].help, "."));
      g_assert_true (commands[i].max_arguments >= commands[i].min_arguments);
      g_assert_true ((commands[i].max_arguments > 0) == (commands[i].arguments != NULL));
      g_assert_true (g_shell_parse_argv (parts[0], &count, &words, NULL));
      arguments = pd_ctl_arguments_parse (count, (const char *const *) words, &json, &error);
      g_assert_no_error (error);
      g_assert_true (arguments->command == &commands[i]);
    }
}

/* On an empty cache every command ends with a status that is documented, and with --json in one document. */
static void
test_json_everywhere (void)
{
  guint n;
  const PdCtlCommand *commands = pd_ctl_commands (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *line =
          g_strdup_printf ("--json %s %s %s", commands[i].group != NULL ? commands[i].group : "",
                           commands[i].name, commands[i].min_arguments > 0 ? "x" : "");
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autofree char *out = NULL, *err = NULL;
      PdCtlStatus status = run (line, &out, &err);
      JsonObject *object = object_of (parser, out);

      g_test_message ("%s: %d %s", line, (int) status, out);
      g_assert_cmpstr (err, ==, "");
      g_assert_true (g_str_has_suffix (out, "}\n"));
      g_assert_cmpint (status, <=, PD_CTL_STATUS_NOT_FOUND);
      g_assert_true (json_object_has_member (object, "error") == (status != PD_CTL_STATUS_OK));
    }
}

static void
test_statuses (void)
{
  static const struct
  {
    const char *line;
    PdCtlStatus status;
    const char *code;
  } rows[] = {
    { "status", PD_CTL_STATUS_OK, NULL },
    { "order list", PD_CTL_STATUS_OK, NULL },
    { "invoice issue --all", PD_CTL_STATUS_OK, NULL },
    { "conflict list", PD_CTL_STATUS_OK, NULL },
    { "--help", PD_CTL_STATUS_OK, NULL },
    { "--version", PD_CTL_STATUS_OK, NULL },
    { "sync", PD_CTL_STATUS_NOT_CONNECTED, "not_signed_in" },
    { "sign-out", PD_CTL_STATUS_NOT_CONNECTED, "not_signed_in" },
    { "order import /nowhere", PD_CTL_STATUS_NOT_CONNECTED, "not_signed_in" },
    { "order show x", PD_CTL_STATUS_NOT_FOUND, "not_found" },
    { "order show 0190aaaa-0000-7000-8000-000000000000", PD_CTL_STATUS_NOT_FOUND, "not_found" },
    { "invoice pdf x", PD_CTL_STATUS_NOT_FOUND, "not_found" },
    { "conflict resolve x --all-mine", PD_CTL_STATUS_NOT_FOUND, "not_found" },
    { "conflict resolve x", PD_CTL_STATUS_USAGE, "usage" },
    { "order new --file /nowhere", PD_CTL_STATUS_FAILED, "file" },
    { "order new --buyer x", PD_CTL_STATUS_FAILED, "invalid" },
    { "order new --order-date x", PD_CTL_STATUS_USAGE, "usage" },
    { "order edit x", PD_CTL_STATUS_USAGE, "usage" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strconcat ("--json ", rows[i].line, NULL);
      g_autofree char *out = NULL, *err = NULL, *words_out = NULL, *words_err = NULL;
      g_autoptr (JsonParser) parser = json_parser_new ();

      g_test_message ("%s", rows[i].line);
      g_assert_cmpint (run (line, &out, &err), ==, rows[i].status);
      g_assert_cmpint (run (rows[i].line, &words_out, &words_err), ==, rows[i].status);
      /* Without --json the sentence is on the standard error, and the standard output is empty. */
      g_assert_true ((*words_err != '\0') == (rows[i].code != NULL));
      g_assert_true ((*words_out == '\0') == (rows[i].code != NULL));
      if (rows[i].code != NULL)
        g_assert_cmpstr (json_object_get_string_member (
                             json_object_get_object_member (object_of (parser, out), "error"), "code"),
                         ==, rows[i].code);
    }
}

/* A command line that is wrong makes no cache. */
static void
test_nothing_made (void)
{
  g_autofree char *dir = g_dir_make_tmp ("piaodan-ctl-XXXXXX", NULL),
                  *data = g_build_filename (dir, "data", NULL);
  const char *words[] = { "piaodanctl", "--data", data, "order", "show", NULL };
  g_autoptr (GString) out = g_string_new (NULL), err = g_string_new (NULL);

  g_assert_cmpint (pd_ctl_run (5, words, NULL, out, err), ==, PD_CTL_STATUS_USAGE);
  g_assert_nonnull (strstr (err->str, "piaodanctl order show --help"));
  g_assert_false (g_file_test (data, G_FILE_TEST_EXISTS));
  words[4] = "--help";
  g_assert_cmpint (pd_ctl_run (5, words, NULL, out, err), ==, PD_CTL_STATUS_OK);
  g_assert_false (g_file_test (data, G_FILE_TEST_EXISTS));
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/commands/rows", test_rows);
  g_test_add_func ("/ctl/commands/json-everywhere", test_json_everywhere);
  g_test_add_func ("/ctl/commands/statuses", test_statuses);
  g_test_add_func ("/ctl/commands/nothing-made", test_nothing_made);
  return g_test_run ();
}
