/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piaodan-reader: reads files from outside for the other programs, behind walls of its own. It is not for people. */
#define G_LOG_DOMAIN "piaodan-reader"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "reader/pd-reader-walls.h"
#include "reading/pd-reader-frame.h"
#include "reading/pd-reading-json.h"
#include "reading/pd-signature-json.h"

static gboolean
read_all (void *data, gsize size)
{
  char *at = data;

  while (size > 0)
    {
      ssize_t n = read (STDIN_FILENO, at, size);

      if (n == 0 || (n < 0 && errno != EINTR))
        return FALSE;
      if (n > 0)
        {
          at += n;
          size -= (gsize) n;
        }
    }
  return TRUE;
}

static gboolean
write_all (const void *data, gsize size)
{
  const char *at = data;

  while (size > 0)
    {
      ssize_t n = write (STDOUT_FILENO, at, size);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          at += n;
          size -= (gsize) n;
        }
    }
  return TRUE;
}

static char *
receive_block (gsize most, guint32 *length)
{
  g_autofree char *block = NULL;

  if (!read_all (length, 4) || *length > most)
    return NULL;
  block = g_malloc (*length + 1);
  block[*length] = '\0';
  return read_all (block, *length) ? g_steal_pointer (&block) : NULL;
}

static gboolean
answer (char kind, const char *text)
{
  guint32 length = (guint32) strlen (text);

  return write_all (&kind, 1) && write_all (&length, 4) && write_all (text, length);
}

static gboolean
answer_json (char kind, JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  return answer (kind, text);
}

static gboolean
answer_error (const GError *error)
{
  return answer ((char) (PD_READER_ERROR +
                         (error->domain == PD_READ_ERROR ? error->code : PD_READ_ERROR_DAMAGED)),
                 error->message);
}

static gboolean
read_one (GBytes *bytes, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, name, NULL, &error);
  g_autoptr (JsonNode) node = reading != NULL ? pd_reading_to_json (reading) : NULL;

  return node != NULL ? answer_json (PD_READER_READ, node) : answer_error (error);
}

static gboolean
check_one (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) signatures = pd_signatures_check (bytes, NULL, &error);
  g_autoptr (JsonNode) node = signatures != NULL ? pd_signatures_to_json (signatures) : NULL;

  return node != NULL ? answer_json (PD_READER_SIGNATURES, node) : answer_error (error);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  const char *folder = g_getenv ("PIAODAN_LOCALEDIR");

  /* The program that recognises text may end before it has taken the picture. */
  signal (SIGPIPE, SIG_IGN);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (!pd_reader_walls_raise (&error))
    {
      g_printerr ("piaodan-reader: %s\n", error->message);
      return 1;
    }
  if (!write_all ("+", 1))
    return 1;

  for (;;)
    {
      char asked = 0;
      guint32 length = 0;
      g_autofree char *name = read_all (&asked, 1) ? receive_block (PD_READER_MAX_NAME, &length) : NULL;
      char *content = name != NULL ? receive_block (PD_READ_MAX_BYTES, &length) : NULL;
      g_autoptr (GBytes) bytes = content != NULL ? g_bytes_new_take (content, length) : NULL;
      g_autofree char *valid = name != NULL ? g_utf8_make_valid (name, -1) : NULL;

      if (bytes == NULL)
        return 0;
      if (!(asked == PD_READER_SIGNATURES ? check_one (bytes) : read_one (bytes, valid)))
        return 1;
    }
}
