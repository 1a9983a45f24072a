import { Form, useNavigation } from '@remix-run/react';
import { Section } from '#app/components/study/section.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { SelectField, TextArea, TextField } from '#app/components/ui/field.tsx';
import type { FieldErrors } from '#app/server/forms.server.ts';

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
}

/** A server with the OpenAI API as a system. */
export function RemoteForm({ errors }: { readonly errors: FieldErrors }) {
  const busy = useNavigation().state !== 'idle';
  const text = ({ name, ...rest }: FieldProps) => <TextField name={name} error={errors[name]} {...rest} />;
  const number = (props: FieldProps) => (
    <TextField type="number" inputMode="decimal" step="any" min={0} error={errors[props.name]} {...props} />
  );
  return (
    <Form method="post" className="flex max-w-4xl flex-col gap-6">
      <Section
        title="The server"
        lead="vLLM, TGI, Ollama, llama.cpp, OpenAI itself: whatever speaks its API."
      >
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {text({ name: 'name', label: 'Name', hint: 'As it is called here.', required: true })}
          {text({ name: 'model', label: 'Model', hint: 'As the server calls it.', required: true })}
          {text({
            name: 'baseUrl',
            label: 'Address',
            placeholder: 'http://localhost:8000/v1',
            hint: 'What stands before /chat/completions.',
            required: true,
          })}
          {text({
            name: 'apiKeyEnvironment',
            label: 'Variable with the key',
            placeholder: 'OPENAI_API_KEY',
            hint: 'The key itself is never kept: it is read from this environment variable of the workbench, which OPENAI_API_KEY_HOSTS or the like may bind to addresses.',
          })}
          <div className="sm:col-span-2">{text({ name: 'description', label: 'Description' })}</div>
        </div>
      </Section>
      <Section title="What it is asked" lead="What is left empty is the server’s own.">
        <div className="grid items-start gap-4 sm:grid-cols-3">
          <div className="sm:col-span-3">
            <TextArea
              label="System prompt"
              name="systemPrompt"
              maxLength={20_000}
              hint="Stands before every conversation."
              error={errors.systemPrompt}
            />
          </div>
          {number({ name: 'temperature', label: 'Temperature' })}
          {number({ name: 'topP', label: 'Top-p' })}
          {number({ name: 'maxNewTokens', label: 'Most tokens of a reply', placeholder: '256' })}
          {number({ name: 'concurrency', label: 'Requests at once', placeholder: '4' })}
          {number({ name: 'timeoutSeconds', label: 'Seconds for a try', placeholder: '60' })}
          <SelectField
            label="Length is called"
            name="lengthParameter"
            defaultValue="max_tokens"
            hint="Newer models of OpenAI know only the second."
            error={errors.lengthParameter}
          >
            <option>max_tokens</option>
            <option>max_completion_tokens</option>
          </SelectField>
        </div>
      </Section>
      <Section title="What it costs" lead="With a price its cost is counted, and a cap is held to.">
        <div className="grid items-start gap-4 sm:grid-cols-4">
          {number({ name: 'inputPerMillion', label: 'A million tokens read' })}
          {number({ name: 'outputPerMillion', label: 'A million tokens written' })}
          {text({ name: 'currency', label: 'Currency', placeholder: 'EUR' })}
          {number({ name: 'spendingCap', label: 'Spending cap', hint: 'In all.' })}
        </div>
      </Section>
      <Button type="submit" disabled={busy} className="self-start">
        Add the system
      </Button>
    </Form>
  );
}
