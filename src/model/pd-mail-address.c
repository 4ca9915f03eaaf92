/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-mail-address.h"

#include "model/pd-plain-text.h"

#include <string.h>

#define LOCAL_MAX 64 /* bytes (RFC 5321, 4.5.3.1.1) */
#define LABEL_MAX 63 /* bytes (RFC 1035, 2.3.4) */

/* What people write between addresses; the first is the one that is kept. */
#define SEPARATORS ",;、；，"

/* "Atom" of RFC 5321, 4.1.2. Quoted names are legal and used by nobody but for trying out programs. */
static gboolean
is_atom_character (char character)
{
  return g_ascii_isalnum (character) || (character != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~", character));
}

static gboolean
is_valid_local (const char *local, gsize length)
{
  if (length == 0 || length > LOCAL_MAX || local[0] == '.' || local[length - 1] == '.')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!is_atom_character (local[i]) && (local[i] != '.' || local[i - 1] == '.'))
      return FALSE;
  return TRUE;
}

/* Letters of other languages stay as they are: who sends makes an A-label of them (RFC 5890). */
static gboolean
is_valid_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > LABEL_MAX || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (const char *at = label; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character < 0x80 ? !g_ascii_isalnum ((char) character) && character != '-'
                           : !g_unichar_isalnum (character) && !g_unichar_ismark (character))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_valid_domain (const char *domain)
{
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint n_labels = g_strv_length (labels);

  for (guint i = 0; i < n_labels; i++)
    if (!is_valid_label (labels[i]))
      return FALSE;
  /* 192.0.2.1 without its brackets is a host that nobody has. */
  return n_labels >= 2 && strspn (labels[n_labels - 1], "0123456789") != strlen (labels[n_labels - 1]);
}

/**
 * pd_mail_address_is_plausible:
 * @text: what stands where an address should
 *
 * One @ between what has no space: whether somebody reads it there, only a mail shows. What is not even this the bureau
 * refuses.
 *
 * Returns: whether it may be one
 */
gboolean
pd_mail_address_is_plausible (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && strchr (at + 1, '@') == NULL && strchr (at + 1, '.') != NULL &&
         at[1] != '.' && !g_str_has_suffix (text, ".") && strpbrk (text, " \t\r\n,;") == NULL;
}

/**
 * pd_mail_address_is_valid:
 * @text: (nullable): what stands where an address should
 *
 * Whether a mail server can be told to deliver to it: one mailbox of RFC 5321 (4.1.2) with a plain local part and a
 * domain of at least two labels. Without spaces, control characters, quotes and brackets nothing of it can become
 * another header or another command.
 *
 * Returns: whether it is an address
 */
gboolean
pd_mail_address_is_valid (const char *text)
{
  const char *at = text != NULL ? strrchr (text, '@') : NULL;

  return at != NULL && strlen (text) <= PD_MAIL_ADDRESS_MAX && g_utf8_validate (text, -1, NULL) &&
         is_valid_local (text, (gsize) (at - text)) && is_valid_domain (at + 1);
}

/**
 * pd_mail_address_plain:
 * @text: (nullable): an address as a person typed or pasted it
 *
 * Full-width signs of a Chinese input method become ASCII, spaces around it go, and the domain, in which case does not
 * count, becomes lower case; the local part stays, for there case may count (RFC 5321, 2.4).
 *
 * Returns: (transfer full) (nullable): the address, which need not be a valid one; %NULL for %NULL and for what is no
 *   UTF-8
 */
char *
pd_mail_address_plain (const char *text)
{
  char *plain = pd_plain_text (text);
  char *at = plain != NULL ? strrchr (plain, '@') : NULL;

  for (; at != NULL && *at != '\0'; at++)
    *at = g_ascii_tolower (*at);
  return plain;
}

/**
 * pd_mail_addresses_split:
 * @text: (nullable): addresses, with commas or semicolons, Chinese ones too, or new lines between them
 *
 * Returns: (transfer full): each address as pd_mail_address_plain() makes it, once, in the order in which they stand;
 *   empty ones are left out
 */
GStrv
pd_mail_addresses_split (const char *text)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) one = g_string_new (NULL);

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return g_strv_builder_end (addresses);
  for (const char *at = text;; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character != 0 && character != '\n' && g_utf8_strchr (SEPARATORS, -1, character) == NULL)
        {
          g_string_append_unichar (one, character);
          continue;
        }

      g_autofree char *plain = pd_mail_address_plain (one->str);

      if (*plain != '\0' && g_hash_table_add (seen, g_strdup (plain)))
        g_strv_builder_add (addresses, plain);
      g_string_truncate (one, 0);
      if (character == 0)
        return g_strv_builder_end (addresses);
    }
}

/** pd_mail_addresses_plain: @text: (nullable). Returns: (transfer full) (nullable): as they are kept; NULL for none */
char *
pd_mail_addresses_plain (const char *text)
{
  g_auto (GStrv) addresses = pd_mail_addresses_split (text);

  return addresses[0] != NULL ? g_strjoinv (", ", addresses) : NULL;
}
