/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-password.h"

#include "ctl/pd-ctl.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_PASSWORD 1024

/** Kind: what is read: a person's own, or what a provider gave to the company. */
typedef enum
{
  PASSWORD,
  SECRET
} Kind;

static void
set_none (Kind kind, const char *name, GError **error)
{
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
               kind == PASSWORD ? _ ("There is no password in %s.") : _ ("There is no secret in %s."), name);
}

/* One line of a file; the password itself may end in anything but a line's end. */
static char *
read_line (FILE *file, const char *name, Kind kind, GError **error)
{
  char line[MAX_PASSWORD + 2];
  char *password = NULL;

  if (fgets (line, sizeof line, file) == NULL)
    set_none (kind, name, error);
  else if (strlen (line) > MAX_PASSWORD)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                 kind == PASSWORD ? _ ("The first line of %s is too long for a password.")
                                  : _ ("The first line of %s is too long for a secret."),
                 name);
  else
    {
      line[strcspn (line, "\r\n")] = '\0';
      if (g_utf8_validate (line, -1, NULL) && *line != '\0')
        password = g_strdup (line);
      else
        set_none (kind, name, error);
    }
  explicit_bzero (line, sizeof line);
  return password;
}

static char *
read_secret_file (const char *path, Kind kind, GError **error)
{
  FILE *file = fopen (path, "re");
  char *password;

  if (file == NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                   kind == PASSWORD ? _ ("The password file “%1$s” cannot be read: %2$s.")
                                    : _ ("The file of the secret “%1$s” cannot be read: %2$s."),
                   path, g_strerror (errno));
      return NULL;
    }
  password = read_line (file, path, kind, error);
  fclose (file);
  return password;
}

/* Asks on the terminal itself, whatever the standard input is, and does not show what is typed. */
static char *
ask (const char *prompt, Kind kind, GError **error)
{
  FILE *terminal = fopen ("/dev/tty", "r+e");
  struct termios shown, hidden;
  char *password;

  if (terminal == NULL || tcgetattr (fileno (terminal), &shown) != 0)
    {
      if (terminal != NULL)
        fclose (terminal);
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           kind == PASSWORD
                               ? _ ("There is no terminal to ask for the password: give --password-file or "
                                    "--password-stdin.")
                               : _ ("There is no terminal to ask for the secret: give --secret-file, "
                                    "--secret-stdin or --keep-secret."));
      return NULL;
    }
  fputs (prompt, terminal);
  fflush (terminal);
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (fileno (terminal), TCSAFLUSH, &hidden);
  password = read_line (terminal, "/dev/tty", kind, error);
  tcsetattr (fileno (terminal), TCSAFLUSH, &shown);
  fputc ('\n', terminal);
  fclose (terminal);
  return password;
}

/**
 * pd_ctl_read_password:
 * @arguments: of the command
 * @error: return location
 *
 * A password is never an argument: every program on the computer can read those.
 *
 * Returns: (transfer full) (nullable): the password, to be freed with pd_ctl_forget_password()
 */
char *
pd_ctl_read_password (const PdCtlArguments *arguments, GError **error)
{
  const char *path = pd_ctl_arguments_get (arguments, "password-file");

  g_autofree char *prompt = NULL;

  if (path != NULL)
    return read_secret_file (path, PASSWORD, error);
  if (pd_ctl_arguments_has (arguments, "password-stdin"))
    return read_line (stdin, _ ("the standard input"), PASSWORD, error);
  prompt = g_strdup_printf (_ ("Password of %s: "), pd_ctl_arguments_get (arguments, "user"));
  return ask (prompt, PASSWORD, error);
}

/**
 * pd_ctl_read_secret:
 * @arguments: of the command
 * @app_key: of the application that the secret is of
 * @error: return location
 *
 * What a provider gave to the company, read as a password is.
 *
 * Returns: (transfer full) (nullable): the secret, to be freed with pd_ctl_forget_password()
 */
char *
pd_ctl_read_secret (const PdCtlArguments *arguments, const char *app_key, GError **error)
{
  const char *path = pd_ctl_arguments_get (arguments, "secret-file");
  g_autofree char *prompt = NULL;

  if (path != NULL)
    return read_secret_file (path, SECRET, error);
  if (pd_ctl_arguments_has (arguments, "secret-stdin"))
    return read_line (stdin, _ ("the standard input"), SECRET, error);
  prompt = g_strdup_printf (_ ("Secret of the application %s: "), app_key);
  return ask (prompt, SECRET, error);
}

/**
 * pd_ctl_forget_password:
 * @password: (transfer full): a password
 */
void
pd_ctl_forget_password (char *password)
{
  explicit_bzero (password, strlen (password));
  g_free (password);
}
