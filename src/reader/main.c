/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piaodan-reader: reads files from outside for the other programs, behind walls of its own. It is not for people. */
#define G_LOG_DOMAIN "piaodan-reader"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "reader/pd-reader-walls.h"
#include "reading/pd-reader-frame.h"
#include "reading/pd-reading-json.h"

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
read_one (GBytes *bytes, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, name, NULL, &error);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (reading == NULL)
    return answer ((char) (PD_READER_ERROR +
                           (error->domain == PD_READ_ERROR ? error->code : PD_READ_ERROR_DAMAGED)),
                   error->message);
  node = pd_reading_to_json (reading);
  text = json_to_string (node, FALSE);
  return answer (PD_READER_READ, text);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  const char *folder = g_getenv ("PIAODAN_LOCALEDIR");

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
      guint32 length = 0;
      g_autofree char *name = receive_block (PD_READER_MAX_NAME, &length);
      char *content = name != NULL ? receive_block (PD_READ_MAX_BYTES, &length) : NULL;
      g_autoptr (GBytes) bytes = content != NULL ? g_bytes_new_take (content, length) : NULL;
      g_autofree char *valid = name != NULL ? g_utf8_make_valid (name, -1) : NULL;

      if (bytes == NULL)
        return 0;
      if (!read_one (bytes, valid))
        return 1;
    }
}
