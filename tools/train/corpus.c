#include "corpus.h"

#include <jansson.h>
#include <stdio.h>
#include <zlib.h>

#define LINE_MOST (8 << 20)
/* the corpora do not mark documents: runs of so many sentences stand for one */
#define DOC_SENTENCES 18

bool mq_news_read(const char *path, mq_news_take take, void *to)
{
	gzFile f = gzopen(path, "rb");
	char *line = f ? mq_heap_alloc(LINE_MOST) : NULL;
	bool go = line != NULL;
	while (go && gzgets(f, line, LINE_MOST)) {
		json_t *o = json_loads(line, 0, NULL);
		if (!o) continue;
		const char *title = json_string_value(json_object_get(o, "title"));
		const char *body = json_string_value(json_object_get(o, "body"));
		go = take(to, mq_text_of(title ? title : ""), mq_text_of(body ? body : ""));
		json_decref(o);
	}
	bool read = line != NULL;
	mq_heap_free(line);
	if (f) gzclose(f);
	return read;
}

bool mq_words_of_doc(mq_arena *a, const mq_doc *doc, mq_ner_word **out, uint32_t *n)
{
	mq_ner_word *w = mq_arena_alloc(a, sizeof *w * ((size_t)doc->tokens.n + 1));
	*n = 0;
	*out = w;
	if (!w) return false;
	for (uint32_t s = 0; s < doc->sentences.n; s++) {
		const mq_sentence *sentence = &doc->sentences.v[s];
		uint32_t before = *n;
		for (uint32_t i = sentence->from; i < sentence->to; i++) {
			const mq_token *t = &doc->tokens.v[i];
			if (t->kind == MQ_TOKEN_BREAK) continue;
			w[(*n)++] = mq_ner_word_of(doc->field[t->in], t);
		}
		if (*n > before) w[*n - 1].ends = true;
	}
	return true;
}

static uint16_t bit(int label) { return (uint16_t)(1u << label); }

static uint16_t label_of(const char *set, const char *tag)
{
	bool inside = tag[0] == 'I' || tag[0] == 'i';
	bool aqmar = strcmp(set, "aqmar") == 0;
	if ((tag[0] != 'B' && tag[0] != 'b' && !inside) || tag[1] == 0) return bit(MQ_NER_O);
	const char *kind = tag + 1 + (tag[1] == '-');
	if (strncmp(kind, "PER", 3) == 0) return bit(inside ? MQ_NER_I_PER : MQ_NER_B_PER);
	if (strncmp(kind, "LOC", 3) == 0 || strncmp(kind, "GPE", 3) == 0) return bit(inside ? MQ_NER_I_LOC : MQ_NER_B_LOC);
	if (kind[0] == 'O' && strncmp(kind, "OCC", 3) != 0 && strncmp(kind, "ORDINAL", 7) != 0)
		return bit(inside ? MQ_NER_I_ORG : MQ_NER_B_ORG);
	/* AQMAR's other names are terms of encyclopedias: the newspapers' sense of other is free to differ */
	if (aqmar) return bit(inside ? MQ_NER_I_MISC : MQ_NER_B_MISC) | bit(MQ_NER_O);
	if (strncasecmp(kind, "MIS", 3) == 0) return bit(inside ? MQ_NER_I_MISC : MQ_NER_B_MISC);
	return bit(MQ_NER_O);
}

static bool add_word(mq_arena *a, const mq_lexicon *lex, mq_text word, uint16_t allowed, mq_labelled *out)
{
	mq_doc doc;
	if (mq_text_eq(word, MQ_T("O"))) word = MQ_T("\""); /* what ANERcorp has in the place of a quotation mark */
	word = mq_arena_text(a, word);                      /* normal forms may be views of it */
	if (!mq_ok(mq_text_read(a, lex, MQ_NONE, word, &doc))) return false;
	mq_ner_word *w = mq_push(a, &out->words);
	uint16_t *l = mq_push(a, &out->allowed);
	if (!w || !l) return false;
	*l = allowed;
	*w = (mq_ner_word){.norm = word, .key = mq_hash(word), .kind = MQ_TOKEN_PUNCT};
	for (uint32_t i = 0; i < doc.tokens.n; i++) {
		const mq_token *t = &doc.tokens.v[i];
		if (t->kind == MQ_TOKEN_BREAK || (t->kind == MQ_TOKEN_PUNCT && i + 1 < doc.tokens.n)) continue;
		*w = mq_ner_word_of(doc.field[t->in], t);
		break;
	}
	return true;
}

static bool ends_sentence(const char *word) { return strcmp(word, ".") == 0 || strcmp(word, "!") == 0 || strcmp(word, "؟") == 0; }

bool mq_labelled_read(mq_arena *a, const mq_lexicon *lex, const char *path, const char *set, double first, double last,
		      mq_labelled *out)
{
	for (int pass = 0, sentence = 0, total = 0; pass < 2; pass++, total = sentence, sentence = 0) {
		FILE *f = fopen(path, "r");
		char line[4096], word[2048], tag[256];
		bool open = false;
		int taken = 0;
		if (!f) return false;
		while (fgets(line, sizeof line, f)) {
			int got = sscanf(line, "%2047s %255s", word, tag);
			bool mine = pass && sentence >= first * total && sentence < last * total;
			if (got == 2 && mine && !add_word(a, lex, mq_text_of(word), label_of(set, tag), out))
				return fclose(f), false;
			open |= got == 2;
			if (!open || (got == 2 && !ends_sentence(word))) continue;
			open = false;
			sentence++;
			if (!mine || out->words.n == 0) continue;
			out->words.v[out->words.n - 1].ends = true;
			if (++taken % DOC_SENTENCES == 0) *(uint32_t *)mq_push(a, &out->doc_ends) = out->words.n;
		}
		sentence += open;
		fclose(f);
	}
	if (out->words.n) {
		out->words.v[out->words.n - 1].ends = true;
		*(uint32_t *)mq_push(a, &out->doc_ends) = out->words.n;
	}
	return true;
}
