/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl.h"

#include "ctl/pd-ctl-failure.h"
#include "ctl/pd-ctl-help.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

static void
append_va (GString *out, const char *format, va_list arguments)
{
  g_string_append_vprintf (out, format, arguments);
  g_string_append_c (out, '\n');
}

/**
 * pd_ctl_print:
 * @format: a translated line, without a newline
 *
 * What was asked for; with --json the document has it instead.
 */
void
pd_ctl_print (PdCtl *ctl, const char *format, ...)
{
  va_list arguments;

  if (ctl->arguments->json)
    return;
  va_start (arguments, format);
  append_va (ctl->out, format, arguments);
  va_end (arguments);
}

/**
 * pd_ctl_say:
 * @format: a translated sentence, without a newline
 *
 * What a person likes to be told; --quiet leaves it out.
 */
void
pd_ctl_say (PdCtl *ctl, const char *format, ...)
{
  va_list arguments;

  if (ctl->arguments->json || ctl->arguments->quiet)
    return;
  va_start (arguments, format);
  append_va (ctl->out, format, arguments);
  va_end (arguments);
}

/**
 * pd_ctl_warn:
 * @format: a translated sentence, without a newline
 *
 * What went wrong while the rest went on.
 */
void
pd_ctl_warn (PdCtl *ctl, const char *format, ...)
{
  va_list arguments;

  if (ctl->arguments->json)
    return;
  va_start (arguments, format);
  append_va (ctl->err, format, arguments);
  va_end (arguments);
}

static char *
choose_data_dir (const PdCtlArguments *arguments)
{
  const char *of_environment = g_getenv ("PIAODAN_DATA");

  if (arguments->data_dir != NULL)
    return g_canonicalize_filename (arguments->data_dir, NULL);
  if (of_environment != NULL && *of_environment != '\0')
    return g_canonicalize_filename (of_environment, NULL);
  return g_build_filename (g_get_user_data_dir (), "piaodan", NULL);
}

/**
 * pd_ctl_open:
 * @error: return location
 *
 * Opens the cache, and makes it when there is none.
 *
 * Returns: whether ctl->store can be used
 */
gboolean
pd_ctl_open (PdCtl *ctl, GError **error)
{
  g_autofree char *path = g_build_filename (ctl->data_dir, "cache.sqlite", NULL);

  if (ctl->store != NULL)
    return TRUE;
  /* A script's variable that is empty would make a cache wherever the script runs. */
  if (ctl->arguments->data_dir != NULL && *ctl->arguments->data_dir == '\0')
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("--data is empty. Name a folder, or leave the option out."));
      return FALSE;
    }
  if (g_mkdir_with_parents (ctl->data_dir, 0700) != 0)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED, _ ("The folder “%1$s” cannot be made: %2$s."),
                   ctl->data_dir, g_strerror (errno));
      return FALSE;
    }
  ctl->store = pd_store_open (path, error);
  return ctl->store != NULL;
}

/**
 * pd_ctl_finish_cb:
 * @slot: a #GAsyncResult that is %NULL so far
 *
 * The callback of an asynchronous function that pd_ctl_wait() waits for.
 */
void
pd_ctl_finish_cb (GObject *source, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

/**
 * pd_ctl_wait:
 * @slot: what was given to pd_ctl_finish_cb()
 *
 * Returns: (transfer none): the result, when it is there; a command has nothing else to do
 */
GAsyncResult *
pd_ctl_wait (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}

static gboolean
time_over_cb (gpointer over)
{
  *(gboolean *) over = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * pd_ctl_sleep:
 * @milliseconds: how long
 *
 * Returns: %FALSE when a person stopped the program meanwhile
 */
gboolean
pd_ctl_sleep (PdCtl *ctl, guint milliseconds)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add (milliseconds, time_over_cb, &over);

  while (!over && !g_cancellable_is_cancelled (ctl->cancellable))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5 * G_TIME_SPAN_MILLISECOND);
    }
  if (!over)
    g_source_remove (timer);
  return over;
}

static gboolean
run_command (PdCtl *ctl, GError **error)
{
  const PdCtlArguments *arguments = ctl->arguments;

  if (arguments->help)
    {
      pd_ctl_help (ctl);
      return TRUE;
    }
  if (arguments->version)
    {
      pd_ctl_json_string (ctl->document, "version", PIAODAN_VERSION);
      pd_ctl_print (ctl, "piaodanctl %s", PIAODAN_VERSION);
      return TRUE;
    }
  return (arguments->command->no_cache || pd_ctl_open (ctl, error)) && arguments->command->run (ctl, error);
}

static void
ctl_clear (PdCtl *ctl)
{
  if (ctl->store != NULL)
    pd_store_close (ctl->store);
  g_clear_object (&ctl->store);
  g_clear_object (&ctl->cancellable);
  g_clear_pointer (&ctl->arguments, pd_ctl_arguments_free);
  g_clear_pointer (&ctl->document, pd_ctl_json_free);
  g_free (ctl->data_dir);
}

/**
 * pd_ctl_run:
 * @argc: how many words
 * @argv: (array length=argc): the command line, the program's name first
 * @cancellable: (nullable): stops the command where nothing is half done
 * @out: receives what goes to the standard output: with --json one document, whatever happens; or one a file, each in a
 *   line of its own, where a command reads files
 * @err: receives what goes to the standard error
 *
 * Runs one command from its words to its end.
 *
 * Returns: the exit status
 */
PdCtlStatus
pd_ctl_run (int argc, const char *const *argv, GCancellable *cancellable, GString *out, GString *err)
{
  PdCtl ctl = { .out = out, .err = err };
  g_autoptr (GError) error = NULL;
  gboolean json;
  PdCtlStatus status;

  ctl.arguments = pd_ctl_arguments_parse (argc, argv, &json, &error);
  if (ctl.arguments == NULL)
    return pd_ctl_fail (error, json, argc, argv, out, err);
  ctl.data_dir = choose_data_dir (ctl.arguments);
  ctl.cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  ctl.document = pd_ctl_json_new ();
  pd_ctl_json_open (ctl.document, NULL, '{');
  if (run_command (&ctl, &error))
    {
      pd_ctl_json_close (ctl.document, '}');
      if (json && !ctl.lines)
        g_string_append_printf (out, "%s\n", pd_ctl_json_text (ctl.document));
      status = ctl.status;
    }
  else
    status = pd_ctl_fail (error, json, 0, NULL, out, err);
  ctl_clear (&ctl);
  return status;
}
