/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-help.h"

#include "ctl/pd-ctl-table.h"

#include <glib/gi18n-lib.h>

static char *
command_words (const PdCtlCommand *command)
{
  if (command->group == NULL)
    return g_strdup (command->name);
  return g_strdup_printf ("%s %s", command->group, command->name);
}

static void
add_option_row (PdCtlTable *table, const char *name, const char *argument, const char *help)
{
  pd_ctl_table_add (table, "");
  pd_ctl_table_take (table, argument != NULL ? g_strdup_printf ("--%s %s", name, argument)
                                             : g_strdup_printf ("--%s", name));
  pd_ctl_table_add (table, help);
}

static void
add_options (PdCtlTable *table, const PdCtlOption *options)
{
  for (; options != NULL && options->name != NULL; options++)
    add_option_row (table, options->name, options->argument, _ (options->help));
}

static char *
field_option (const PdField *field)
{
  return g_strdelimit (g_strdup (field->name), "_", '-');
}

/* The fields of the table that a person writes: each is an option of its name. */
static void
add_fields (PdCtlTable *table, const PdRecordType *type)
{
  for (guint i = 0; type != NULL && i < type->n_fields; i++)
    if (pd_ctl_field_is_writable (&type->fields[i]))
      {
        g_autofree char *name = field_option (&type->fields[i]);

        add_option_row (table, name, _ ("VALUE"), _ (type->fields[i].label));
      }
}

static void
print_table (PdCtl *ctl, const char *heading, PdCtlTable *table)
{
  pd_ctl_print (ctl, "\n%s", heading);
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
}

static void
print_line_fields (PdCtl *ctl, const PdRecordType *type)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);

  if (type->n_lists == 0)
    return;
  for (guint i = 0; i < type->lists[0]->n_fields; i++)
    if (pd_ctl_field_is_writable (&type->lists[0]->fields[i]))
      {
        pd_ctl_table_add (table, "");
        pd_ctl_table_add (table, type->lists[0]->fields[i].name);
        pd_ctl_table_add (table, _ (type->lists[0]->fields[i].label));
      }
  print_table (ctl, _ ("Fields of a line:"), table);
}

static gboolean
has_option (const PdCtlCommand *command, const char *name)
{
  for (const PdCtlOption *option = command->options; option != NULL && option->name != NULL; option++)
    if (g_str_equal (option->name, name))
      return TRUE;
  return FALSE;
}

static void
print_command (PdCtl *ctl, const PdCtlCommand *command)
{
  g_autoptr (PdCtlTable) options = pd_ctl_table_new (3), global = pd_ctl_table_new (3);
  g_autofree char *words = command_words (command);

  pd_ctl_print (ctl, _ ("Usage: piaodanctl %1$s [options]%2$s%3$s"), words,
                command->arguments != NULL ? " " : "", command->arguments != NULL ? command->arguments : "");
  pd_ctl_print (ctl, "\n%s", _ (command->help));
  add_options (options, command->options);
  add_fields (options, command->field_options);
  if (command->options != NULL || command->field_options != NULL)
    print_table (ctl, _ ("Options:"), options);
  if (has_option (command, "line"))
    print_line_fields (ctl, command->type);
  add_options (global, pd_ctl_global_options ());
  print_table (ctl, _ ("Options of every command:"), global);
  pd_ctl_print (ctl, "\n%s\n  $ %s", _ ("Example:"), command->example);
}

/* All commands, or those of one group. */
static void
print_commands (PdCtl *ctl, const char *group)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3), global = pd_ctl_table_new (3);
  guint n;
  const PdCtlCommand *commands = pd_ctl_commands (&n);

  pd_ctl_print (ctl, _ ("Usage: piaodanctl [--data DIR] [--json] [--quiet] COMMAND …"));
  pd_ctl_print (ctl, "\n%s",
                _ ("Orders and tax invoices from the command line, on the cache that the window uses."));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *words = command_words (&commands[i]);

      if (group != NULL && g_strcmp0 (group, commands[i].group) != 0)
        continue;
      pd_ctl_table_add (table, "");
      pd_ctl_table_take (table, g_strdup_printf ("%s %s", words,
                                                 commands[i].arguments != NULL ? commands[i].arguments : ""));
      pd_ctl_table_add (table, _ (commands[i].help));
    }
  print_table (ctl, _ ("Commands:"), table);
  add_options (global, pd_ctl_global_options ());
  print_table (ctl, _ ("Options of every command:"), global);
  pd_ctl_print (
      ctl, "\n%s",
      _ ("Exit status: 0 done, 1 failed, 2 wrong command line, 3 partly (something was refused or is not "
         "back yet),\n4 not signed in or platform not reachable, 5 not found, 130 stopped by Ctrl+C."));
  pd_ctl_print (ctl, "\n%s", _ ("“piaodanctl COMMAND --help” shows a command's options and an example."));
}

static void
json_option (PdCtlJson *json, const char *name, const char *argument, const char *help, gboolean repeats)
{
  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "name", name);
  pd_ctl_json_string (json, "argument", argument);
  pd_ctl_json_boolean (json, "repeats", repeats);
  pd_ctl_json_string (json, "help", help);
  pd_ctl_json_close (json, '}');
}

static void
json_options (PdCtlJson *json, const PdCtlOption *options)
{
  pd_ctl_json_open (json, "options", '[');
  for (; options != NULL && options->name != NULL; options++)
    json_option (json, options->name, options->argument, _ (options->help), options->repeats);
  pd_ctl_json_close (json, ']');
}

static void
json_fields (PdCtlJson *json, const PdRecordType *type)
{
  pd_ctl_json_open (json, "field_options", '[');
  for (guint i = 0; type != NULL && i < type->n_fields; i++)
    if (pd_ctl_field_is_writable (&type->fields[i]))
      {
        g_autofree char *name = field_option (&type->fields[i]);

        json_option (json, name, "VALUE", _ (type->fields[i].label), FALSE);
      }
  pd_ctl_json_close (json, ']');
}

static void
json_command (PdCtlJson *json, const PdCtlCommand *command)
{
  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "group", command->group);
  pd_ctl_json_string (json, "name", command->name);
  pd_ctl_json_string (json, "arguments", command->arguments);
  pd_ctl_json_string (json, "help", _ (command->help));
  pd_ctl_json_string (json, "example", command->example);
  json_options (json, command->options);
  json_fields (json, command->field_options);
  pd_ctl_json_close (json, '}');
}

/**
 * pd_ctl_help:
 *
 * Shows help for the command, the group, or the program, as much as the command line names; with --json the table
 * that it is made from.
 */
void
pd_ctl_help (PdCtl *ctl)
{
  const PdCtlArguments *arguments = ctl->arguments;
  guint n;
  const PdCtlCommand *commands = pd_ctl_commands (&n);

  if (arguments->command != NULL)
    print_command (ctl, arguments->command);
  else
    print_commands (ctl, arguments->group);
  json_options (ctl->document, pd_ctl_global_options ());
  pd_ctl_json_open (ctl->document, "commands", '[');
  for (guint i = 0; i < n; i++)
    if (arguments->command != NULL
            ? &commands[i] == arguments->command
            : arguments->group == NULL || g_strcmp0 (arguments->group, commands[i].group) == 0)
      json_command (ctl->document, &commands[i]);
  pd_ctl_json_close (ctl->document, ']');
}
