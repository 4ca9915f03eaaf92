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

/* One line of a file; the password itself may end in anything but a line's end. */
static char *
read_line (FILE *file, const char *name, GError **error)
{
  char line[MAX_PASSWORD + 2];
  char *password = NULL;

  if (fgets (line, sizeof line, file) == NULL)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no password in %s."), name);
  else if (strlen (line) > MAX_PASSWORD)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                 _ ("The first line of %s is too long for a password."), name);
  else
    {
      line[strcspn (line, "\r\n")] = '\0';
      if (g_utf8_validate (line, -1, NULL) && *line != '\0')
        password = g_strdup (line);
      else
        g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no password in %s."), name);
    }
  explicit_bzero (line, sizeof line);
  return password;
}

static char *
read_password_file (const char *path, GError **error)
{
  FILE *file = fopen (path, "re");
  char *password;

  if (file == NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                   _ ("The password file “%1$s” cannot be read: %2$s."), path, g_strerror (errno));
      return NULL;
    }
  password = read_line (file, path, error);
  fclose (file);
  return password;
}

/* Asks on the terminal itself, whatever the standard input is, and does not show what is typed. */
static char *
ask_password (const char *user, GError **error)
{
  FILE *terminal = fopen ("/dev/tty", "r+e");
  struct termios shown, hidden;
  char *password;

  if (terminal == NULL || tcgetattr (fileno (terminal), &shown) != 0)
    {
      if (terminal != NULL)
        fclose (terminal);
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("There is no terminal to ask for the password: give --password-file or "
                              "--password-stdin."));
      return NULL;
    }
  fprintf (terminal, _ ("Password of %s: "), user);
  fflush (terminal);
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (fileno (terminal), TCSAFLUSH, &hidden);
  password = read_line (terminal, "/dev/tty", error);
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

  if (path != NULL)
    return read_password_file (path, error);
  if (pd_ctl_arguments_has (arguments, "password-stdin"))
    return read_line (stdin, _ ("the standard input"), error);
  return ask_password (pd_ctl_arguments_get (arguments, "user"), error);
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
