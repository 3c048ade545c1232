import { render } from 'preact';
import { App } from './app';
import { keepForOffline } from './offline/register';
import './style.css';

render(<App />, document.getElementById('app') as HTMLElement);
void keepForOffline(() => document.querySelector('.card') === null);
