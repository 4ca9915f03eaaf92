/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-joined-text.h"

#include <string.h>

/* A telephone or bank account number has at least this many digits; the short numbers of companies, 95117, only where a
 * space parts them from the house number. */
#define MIN_DIGITS 7
#define MIN_PARTED_DIGITS 5

/* Where the number begins that a text ends with, or the end. */
static const char *
find_number (const char *text)
{
  const char *at = text + strlen (text);
  const char *first = at;
  guint digits = 0;

  while (at > text && strchr ("0123456789-/() ", at[-1]) != NULL)
    {
      at--;
      if (g_ascii_isdigit (*at))
        {
          digits++;
          first = at;
        }
      else if (*at == '(')
        first = at;
    }
  if (digits >= MIN_DIGITS || (digits >= MIN_PARTED_DIGITS && first > text && g_ascii_isspace (first[-1])))
    return first;
  return text + strlen (text);
}

/**
 * pd_reading_offer_joined:
 * @self: a reading, not settled
 * @first: the address of a party, or its bank; the field behind it takes the number
 * @source: where it was read
 * @confidence: how sure the text is right, 0–100
 * @text: (nullable): an address with a telephone behind it, or a bank with an account, as old invoices print them
 *
 * Offers the two halves; which digits belong to which is a guess when no space parts them, so that both are less sure.
 */
void
pd_reading_offer_joined (PdReading *self,
                         PdReadingField first,
                         PdReadingSource source,
                         guint confidence,
                         const char *text)
{
  g_autofree char *whole = NULL;
  const char *number;
  g_autofree char *words = NULL;
  gboolean parted;

  if (text == NULL)
    return;
  whole = g_strstrip (g_strdup (text));
  number = find_number (whole);
  parted = number == whole || *number == '\0' || g_ascii_isspace (number[-1]);
  if (!parted && confidence > 20)
    confidence -= 20;
  words = g_strstrip (g_strndup (whole, (gsize) (number - whole)));
  pd_reading_offer (self, first, source, confidence, words);
  if (*number != '\0')
    pd_reading_offer (self, first + 1, source, confidence, number);
}
