/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int wake_up[2];

static void
stop_handler (int number)
{
  const char byte = 1;
  gssize written = write (wake_up[1], &byte, 1);

  (void) written;
}

/* A command waits for the store, not in a main loop: a thread hears Ctrl+C. The second one ends at once. */
static gpointer
stop_thread (gpointer cancellable)
{
  char byte;

  if (read (wake_up[0], &byte, 1) == 1)
    g_cancellable_cancel (cancellable);
  if (read (wake_up[0], &byte, 1) == 1)
    _exit (PD_CTL_STATUS_CANCELLED);
  return NULL;
}

static void
listen_for_stop (GCancellable *cancellable)
{
  const struct sigaction action = { .sa_handler = stop_handler, .sa_flags = SA_RESTART };

  if (!g_unix_open_pipe (wake_up, FD_CLOEXEC, NULL))
    return;
  g_thread_unref (g_thread_new ("stop", stop_thread, cancellable));
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

static gboolean
write_all (FILE *file, const GString *text)
{
  return fwrite (text->str, 1, text->len, file) == text->len && fflush (file) == 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) out = g_string_new (NULL), err = g_string_new (NULL);
  GCancellable *cancellable = g_cancellable_new (); /* the thread keeps it until the program ends */
  const char *localedir = g_getenv ("PIAODAN_LOCALEDIR");
  PdCtlStatus status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  listen_for_stop (cancellable);
  status = pd_ctl_run (argc, (const char *const *) argv, cancellable, out, err);
  write_all (stderr, err);
  if (!write_all (stdout, out) && status == PD_CTL_STATUS_OK)
    status = PD_CTL_STATUS_FAILED;
  return (int) status;
}
