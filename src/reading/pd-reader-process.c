/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-reader-process.h"
#include "reading/pd-trusted-signers.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the reader sees of this machine: programs, libraries, fonts and the certificates that all of it trust, read-only;
 * no home, no network. */
static const char *const sandbox[] = {
  "--unshare-all",
  "--die-with-parent",
  "--new-session",
  "--cap-drop",
  "ALL",
  "--ro-bind",
  "/usr",
  "/usr",
  "--ro-bind-try",
  "/etc/fonts",
  "/etc/fonts",
  "--ro-bind-try",
  "/etc/ld.so.cache",
  "/etc/ld.so.cache",
  "--ro-bind-try",
  "/etc/pki",
  "/etc/pki",
  "--ro-bind-try",
  "/etc/localtime",
  "/etc/localtime",
  "--ro-bind-try",
  "/var/cache/fontconfig",
  "/var/cache/fontconfig",
  "--ro-bind-try",
  "/lib",
  "/lib",
  "--ro-bind-try",
  "/lib64",
  "/lib64",
  "--ro-bind-try",
  "/bin",
  "/bin",
  "--proc",
  "/proc",
  "--dev",
  "/dev",
  "--tmpfs",
  "/tmp",
  "--chdir",
  "/",
  NULL,
};

/* What is installed elsewhere, or not at all yet, the sandbox has to be shown. */
static void
show_folder (GPtrArray *argv, const char *folder)
{
  if (folder == NULL || g_str_has_prefix (folder, "/usr/"))
    return;
  g_ptr_array_add (argv, g_strdup ("--ro-bind-try"));
  g_ptr_array_add (argv, g_strdup (folder));
  g_ptr_array_add (argv, g_strdup (folder));
}

static char **
command_line (const char *program, const char *bwrap)
{
  g_autofree char *folder = g_path_get_dirname (program);
  g_auto (GStrv) trusted = pd_trusted_signers_folders ();
  GPtrArray *argv = g_ptr_array_new ();

  if (bwrap != NULL)
    {
      g_ptr_array_add (argv, g_strdup (bwrap));
      for (guint i = 0; sandbox[i] != NULL; i++)
        g_ptr_array_add (argv, g_strdup (sandbox[i]));
      show_folder (argv, folder);
      show_folder (argv, LOCALEDIR);
      show_folder (argv, g_getenv ("PIAODAN_LOCALEDIR"));
      show_folder (argv, g_getenv ("LOCPATH"));
      for (guint i = 0; trusted[i] != NULL; i++)
        show_folder (argv, trusted[i]);
      g_ptr_array_add (argv, g_strdup ("--"));
    }
  g_ptr_array_add (argv, g_strdup (program));
  g_ptr_array_add (argv, NULL);
  return (char **) g_ptr_array_free (argv, FALSE);
}

/* Nothing of this program's secrets is in what the reader inherits. */
static char **
environment (void)
{
  static const char *const kept[] = { "LANG",     "LANGUAGE", "LC_ALL", "LC_MESSAGES",
                                      "LC_CTYPE", "LOCPATH",  "PATH",   "PIAODAN_LOCALEDIR" };
  g_auto (GStrv) trusted = pd_trusted_signers_folders ();
  g_autofree char *folders = g_strjoinv (G_SEARCHPATH_SEPARATOR_S, trusted);
  char **environment = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]) != NULL)
      environment = g_environ_setenv (environment, kept[i], g_getenv (kept[i]), TRUE);
  return g_environ_setenv (environment, PD_TRUSTED_SIGNERS_VARIABLE, folders, TRUE);
}

static gboolean
spawn (PdReaderProcess *self, const char *program, const char *bwrap, GError **error)
{
  g_auto (GStrv) argv = command_line (program, bwrap);
  g_auto (GStrv) variables = environment ();

  if (!g_spawn_async_with_pipes (NULL, argv, variables,
                                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES |
                                     G_SPAWN_STDERR_TO_DEV_NULL,
                                 NULL, NULL, &self->pid, &self->to, &self->from, NULL, error))
    return FALSE;
  self->walls = bwrap != NULL ? PD_READER_WALLS_SANDBOX : PD_READER_WALLS_FILTER;
  return g_unix_set_fd_nonblocking (self->to, TRUE, error) &&
         g_unix_set_fd_nonblocking (self->from, TRUE, error);
}

static PdReaderProcess *
process_new (const char *program, const char *bwrap, GError **error)
{
  g_autoptr (PdReaderProcess) self = g_new0 (PdReaderProcess, 1);
  char hello = 0;

  self->to = self->from = -1;
  /* It says one byte when its walls stand, so that a sandbox that cannot be made is found at once. */
  if (spawn (self, program, bwrap, error) &&
      pd_reader_process_read (self, &hello, 1, g_get_monotonic_time () + 10 * G_USEC_PER_SEC, NULL, error) &&
      hello == '+')
    return g_steal_pointer (&self);
  return NULL;
}

/*< private >
 * pd_reader_process_new:
 * @program: path of piaodan-reader
 * @error: return location for a %PD_READ_ERROR_READER
 *
 * Starts a reader in a sandbox of bubblewrap; where the system has none or allows none, with the filter that the reader
 * itself sets up. Blocks for some milliseconds.
 *
 * Returns: (transfer full) (nullable): the process, ready
 */
PdReaderProcess *
pd_reader_process_new (const char *program, GError **error)
{
  g_autofree char *bwrap = g_find_program_in_path ("bwrap");
  g_autoptr (GError) cause = NULL;
  PdReaderProcess *self = NULL;

  if (bwrap != NULL)
    self = process_new (program, bwrap, NULL);
  if (self == NULL)
    self = process_new (program, NULL, &cause);
  if (self == NULL)
    g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_READER,
                 _ ("The program that reads files, “%1$s”, could not be started (%2$s). No file was read; "
                    "install Piaodan "
                    "again."),
                 program, cause != NULL ? cause->message : "?");
  return self;
}

/*< private >
 * pd_reader_process_free:
 * @self: (transfer full): a process; it is ended
 */
void
pd_reader_process_free (PdReaderProcess *self)
{
  if (self->to >= 0)
    close (self->to);
  if (self->from >= 0)
    close (self->from);
  if (self->pid > 0)
    {
      kill (self->pid, SIGKILL);
      while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
        ;
      g_spawn_close_pid (self->pid);
    }
  g_free (self);
}

/* Until the pipe is ready, the time is over or the person has had enough. */
static gboolean
wait_for (int fd, short events, gint64 deadline, GCancellable *cancellable, GError **error)
{
  GPollFD fds[2] = { { fd, (gushort) events, 0 }, { -1, 0, 0 } };
  gboolean cancels = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &fds[1]);
  gint64 left = deadline - g_get_monotonic_time ();
  int ready = left > 0 ? g_poll (fds, cancels ? 2 : 1, (int) MIN (left / 1000 + 1, G_MAXINT)) : 0;

  if (cancels)
    g_cancellable_release_fd (cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (ready > 0 || (ready < 0 && errno == EINTR))
    return TRUE;
  g_set_error_literal (
      error, PD_READ_ERROR, PD_READ_ERROR_READER,
      _ ("Reading the file took too long and was stopped. The file itself is safe; look at it with "
         "care, it may be made to harm."));
  return FALSE;
}

static gboolean
fail_ended (GError **error)
{
  g_set_error_literal (
      error, PD_READ_ERROR, PD_READ_ERROR_READER,
      _ ("The program that reads files broke down over this one. Nothing else is affected; the file "
         "may be damaged or made to harm."));
  return FALSE;
}

/* A pipe whose reader is gone raises a signal that would end the whole program: it is taken here and becomes EPIPE. */
static ssize_t
write_quietly (int fd, const void *data, gsize size)
{
  static const struct timespec no_time = { 0, 0 };
  sigset_t pipe_signal, before;
  int saved;
  ssize_t n;

  sigemptyset (&pipe_signal);
  sigaddset (&pipe_signal, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe_signal, &before);
  n = write (fd, data, size);
  saved = errno;
  if (n < 0 && saved == EPIPE)
    sigtimedwait (&pipe_signal, NULL, &no_time);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  errno = saved;
  return n;
}

/*< private >
 * pd_reader_process_write:
 * @deadline: monotonic time, microseconds
 *
 * Returns: whether all of @data was written
 */
gboolean
pd_reader_process_write (PdReaderProcess *self,
                         const void *data,
                         gsize size,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GError **error)
{
  const char *at = data;

  while (size > 0)
    {
      ssize_t n;

      if (!wait_for (self->to, POLLOUT, deadline, cancellable, error))
        return FALSE;
      n = write_quietly (self->to, at, size);
      if (n < 0 && errno != EAGAIN && errno != EINTR)
        return fail_ended (error);
      if (n > 0)
        {
          at += n;
          size -= (gsize) n;
        }
    }
  return TRUE;
}

/*< private >
 * pd_reader_process_read:
 * @deadline: monotonic time, microseconds
 *
 * Returns: whether @size bytes were read
 */
gboolean
pd_reader_process_read (PdReaderProcess *self,
                        void *data,
                        gsize size,
                        gint64 deadline,
                        GCancellable *cancellable,
                        GError **error)
{
  char *at = data;

  while (size > 0)
    {
      ssize_t n;

      if (!wait_for (self->from, POLLIN, deadline, cancellable, error))
        return FALSE;
      n = read (self->from, at, size);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        return fail_ended (error);
      if (n > 0)
        {
          at += n;
          size -= (gsize) n;
        }
    }
  return TRUE;
}
